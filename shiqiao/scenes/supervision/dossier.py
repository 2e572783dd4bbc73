"""What the file of an environmental case must hold, step by step, and what it still lacks. Pure.

区级验收、媒体公示、主要领导审签、市级复核、销号报备: acceptance is the district's, review the city's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

FLOW = "rectification"
SOURCES = ("central", "provincial", "city")  # whose inspection it is
OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of paper: by which move it must be there, and at which level it is made out."""

    kind: str
    move: str  # empty: it may be there
    level: str  # street, district or city


# In the order of the file.
PAPERS = (
    Wanted("assignment", "accept", "district"), Wanted("ledger", "finish", "street"), Wanted("plan", "finish", "street"),
    Wanted("rectified", "finish", "street"), Wanted("district_acceptance", "accept_result", "district"),
    Wanted("publicity", "end_publicity", "street"), Wanted(OBJECTION, "", "street"), Wanted("signature", "sign", "street"),
    Wanted("city_review", "close", "city"), Wanted("strike_off", "close", "district"), Wanted("other", "", "street"),
)  # fmt: skip
KINDS = tuple(one.kind for one in PAPERS)
DECIDES = frozenset({"district_acceptance", "signature", "city_review"})  # whoever rectified enters none of these
MOVES = ("accept", "finish", "accept_result", "end_publicity", "sign", "close")

_MISSING = {
    "assignment": "The file lacks the paper that hands the case on (交办单): add it first.",
    "ledger": "The file lacks the entry of the ledger (整改台账): add it first.",
    "plan": "The file lacks the plan of rectification (整改方案): add it first.",
    "rectified": "The file lacks the report that it is rectified (整改报告): add it first.",
    "district_acceptance": "The file lacks the district's acceptance (区级验收意见): add it first.",
    "publicity": "The file lacks the proof of publicity (公示材料): add it first.",
    "signature": "The file lacks the signed sheet (签审单): add it first.",
    "city_review": "The file lacks the city's review (市级复核意见): add it first.",
    "strike_off": "The file lacks the paper that reports it struck off (销号备案表): add it first.",
}
NO_PUBLICITY = "Say from when until when and where it is made public, first."
STILL_PUBLIC = "The publicity is not over yet: wait until its last day has passed."
OPEN_OBJECTION = "An objection is not settled yet: write what came of it."


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds: kinds of papers, open objections, the last day of publicity."""

    kinds: frozenset[str]
    open_objections: int = 0
    public_until: date | None = None


def lacking(held: Held, do: str, today: date) -> str:
    """Return what keeps a move back, as a sentence with its remedy; empty when nothing does."""
    if do == "end_publicity":
        if held.public_until is None:
            return NO_PUBLICITY
        if today <= held.public_until:
            return STILL_PUBLIC
        if held.open_objections:
            return OPEN_OBJECTION
    missing = [one.kind for one in PAPERS if one.move == do and one.kind not in held.kinds]
    return _MISSING[missing[0]] if missing else ""


def missing(held: Iterable[str], done: Iterable[str]) -> list[str]:
    """Return the kinds of papers that the moves made so far ask for and the file lacks, in the order of the file."""
    kinds, moves = set(held), set(done)
    return [one.kind for one in PAPERS if one.move in moves and one.kind not in kinds]


def still_wanted(held: Iterable[str]) -> list[str]:
    """Return the kinds of papers that a full file holds and this one does not."""
    kinds = set(held)
    return [one.kind for one in PAPERS if one.move and one.kind not in kinds]


LEVEL: Mapping[str, str] = {one.kind: one.level for one in PAPERS}
