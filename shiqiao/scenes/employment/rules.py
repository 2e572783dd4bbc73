"""Pure decisions of employment: states of a job seeker, the five deliveries, who is without work, what fits whom and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

SEAL = "employment"  # binds what is sealed here to the tables of this scene

# ── the register ───────────────────────────────────────────────────────────────────────────────────────────────────

# State → the states that may follow. Who found work stays on the register and may come back, with the whole history.
NEXT: Mapping[str, frozenset[str]] = {
    "registered": frozenset({"helped", "training", "placed", "withdrawn", "lost"}),
    "helped": frozenset({"training", "placed", "withdrawn", "lost"}),
    "training": frozenset({"helped", "placed", "withdrawn", "lost"}),
    "placed": frozenset({"registered"}),
    "withdrawn": frozenset({"registered"}),
    "lost": frozenset({"registered", "helped", "placed", "withdrawn"}),
}
STATES = tuple(NEXT)
WITHOUT = ("registered", "helped", "training")  # looks for work, and we help
OVER = ("withdrawn", "lost")  # nobody is helped here; the time of keeping runs
# What a state says of somebody in the registry's field `employment_status`; who is lost may be anything.
SAYS: Mapping[str, str] = {**dict.fromkeys(WITHOUT, "seeking"), "placed": "employed", "withdrawn": "not_seeking"}
PROOFS = (
    "unemployment_card", "statement", "visit", "contract", "social_insurance", "licence", "wage_slip", "enrolment", "record",
)  # fmt: skip
HOURS = ("full", "part", "any")
SCHOOLING = ("none", "middle", "high", "college", "degree")  # each at least as much as the one before

# ── one visit, five deliveries ─────────────────────────────────────────────────────────────────────────────────────

TOPICS = ("policy", "post", "start_up", "training", "aid")  # 送政策 送岗位 送创业指导 送培训 送困难补助
ANSWERS = ("offered", "accepted", "refused", "not_relevant")
OPEN_ANSWERS = ("offered", "accepted")  # something is to follow
SETTLED_ANSWERS = ("refused", "not_relevant")  # a reason closes it
CHANNELS = ("visit", "station", "phone")
TEXT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """What was said on one topic: the answer, and why where it was refused or not relevant."""

    answer: str
    reason: str = ""


def wrong_deliveries(said: Mapping[str, Said]) -> dict[str, str]:
    """Return what is wrong with the five deliveries of a visit, by field: each topic is closed, each no has its reason."""
    wrong: dict[str, str] = {}
    for topic in TOPICS:
        one = said.get(topic)
        if one is None or one.answer not in ANSWERS:
            wrong[topic] = "Close each of the five: offered, accepted, refused or not relevant."
        elif one.answer in SETTLED_ANSWERS and not one.reason.strip():
            wrong[f"{topic}_reason"] = "Say in a few words why it was refused or is not relevant."
        elif len(one.reason) > TEXT_MOST:
            wrong[f"{topic}_reason"] = "Shorten this to 1000 characters."
    return wrong


def said_in(answers: Mapping[str, Any]) -> dict[str, Said]:
    """Return the five deliveries from the answers of a visit's checklist: each topic, and `<topic>_reason`."""
    return {
        topic: Said(str(answers.get(topic) or ""), str(answers.get(f"{topic}_reason") or "").strip())
        for topic in TOPICS
    }


# ── who is without work ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ages:
    """The working age, in years completed: from, and up to but not including, for men and women."""

    since: int = 16
    men: int = 60
    women: int = 55


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a household as far as work goes.

    `known` is what the registry knows (employed, seeking, studying, retired, not_seeking, or nothing); `state` the state
    on the register of job seekers, which is the fresher of the two; `unable` tells that the person cannot work.
    """

    age: int | None
    sex: int = 0
    known: str = ""
    state: str = ""
    unable: bool = False


def of_working_age(age: int | None, sex: int, ages: Ages) -> bool:
    """Tell whether somebody is of working age; of an unknown sex the longer span counts."""
    return age is not None and ages.since <= age < (ages.women if sex == 2 else ages.men)


def counts(one: Member, ages: Ages) -> bool:
    """Tell whether a member is of working age and can work: pupils, pensioners and who is unable do not count."""
    return of_working_age(one.age, one.sex, ages) and not one.unable and one.known not in ("studying", "retired")


def works(one: Member) -> bool:
    """Tell whether a member has work: by the register where the person stands there, else by the registry."""
    if one.state in (*WITHOUT, "placed"):
        return one.state == "placed"
    return one.known == "employed"


def zero_employment(members: Iterable[Member], ages: Ages) -> bool:
    """Tell whether a household is a zero-employment household (零就业家庭).

    Everyone of working age who can work is without work, and at least one of them looks for work on the register.
    """
    able = [one for one in members if counts(one, ages)]
    return any(one.state in WITHOUT for one in able) and not any(works(one) for one in able)


# ── matching, explained ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a job seeker looks for and brings: occupations, least wage a month in yuan (0: any), hours, schooling, courses."""

    state: str = "registered"
    occupations: tuple[str, ...] = ()
    wage: int = 0
    hours: str = "any"
    schooling: str = "none"
    trained: frozenset[str] = frozenset()
    community: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a vacancy asks and gives: wage a month in yuan, places that are free, the last day."""

    occupation: str
    wage_to: int
    hours: str = "full"
    schooling: str = "none"
    free: int = 1
    until: date = date.max
    open: bool = True
    community: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a vacancy is proposed to a seeker: the codes of what speaks for it, and of what stands against it."""

    reasons_for: tuple[str, ...] = field(default=())
    reasons_against: tuple[str, ...] = field(default=())

    @property
    def proposed(self) -> bool:
        """Tell whether it is proposed: something speaks for it and nothing stands against it."""
        return bool(self.reasons_for) and not self.reasons_against

    @property
    def score(self) -> int:
        """Return how well it fits, for the order of a list."""
        return len(self.reasons_for) - 10 * len(self.reasons_against)


def match(seeker: Wishes, offer: Offer, today: date, *, asked: str = "") -> Match:
    """Compare a seeker with a vacancy; `asked` is the state of an application that stands between them."""
    trained = offer.occupation in seeker.trained
    wished = not seeker.occupations or offer.occupation in seeker.occupations
    suits = "any" in (seeker.hours, offer.hours) or seeker.hours == offer.hours
    schooled = SCHOOLING.index(seeker.schooling) >= SCHOOLING.index(offer.schooling)
    reasons_for = {
        "occupation": bool(seeker.occupations) and offer.occupation in seeker.occupations, "trained": trained,
        "wage": seeker.wage > 0 and offer.wage_to >= seeker.wage, "hours": suits and seeker.hours != "any",
        "schooling": schooled and offer.schooling != "none",
        "near": bool(offer.community) and offer.community == seeker.community,
    }  # fmt: skip
    against = {
        "not_open": not offer.open or offer.until < today, "no_place": offer.free < 1, "asked_before": bool(asked),
        "has_work": seeker.state not in WITHOUT, "other_occupation": not wished and not trained,
        "wage_low": seeker.wage > offer.wage_to, "hours_differ": not suits, "schooling_low": not schooled,
    }  # fmt: skip
    return Match(
        tuple(code for code, so in reasons_for.items() if so), tuple(code for code, so in against.items() if so)
    )


# ── jobs and their checks ──────────────────────────────────────────────────────────────────────────────────────────

JOB_KINDS = ("employed", "self_employed", "flexible", "public_post")  # 单位就业 自主创业 灵活就业 公益性岗位
JOB_PROOFS = ("contract", "social_insurance", "licence", "wage_slip", "statement")
CHECK_MONTHS = (3, 6)
CHECK_EARLY = timedelta(days=14)  # before the months are over: from then on it can be said that the work was kept
CHECK_RESULTS = ("still", "left")
APPLICATION_STATES = ("proposed", "applied", "accepted", "refused", "declined", "closed", "over")
APPLICATION_OPEN = ("proposed", "applied")


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def months_between(first: date, last: date) -> int:
    """Return how many whole months lie between two days."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


# ── benefits ───────────────────────────────────────────────────────────────────────────────────────────────────────

CLAIM_STATES = ("applied", "approved", "refused", "ended", "withdrawn")
REFUSALS = ("excluded", "not_entitled", "no_evidence")
APPEAL_STATES = ("raised", "granted", "dismissed")


@dataclass(frozen=True, slots=True)
class Entitling:
    """What benefits look at of a job seeker: all of it from records."""

    state: str
    categories: frozenset[str] = frozenset()
    zero: bool = False
    age: int | None = None
    sex: int = 0
    registered_days: int = 0
    job: str = ""
    job_months: int = 0
    trained: bool = False
