"""What the moves of the field app ask for and bring: needs in the person's words, choices to carry along, and the way back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, Schema

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.steps import term_words
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.matters.actions import Given
from shiqiao.kernel.matters.asking import PAUSE, needs_of
from shiqiao.kernel.matters.devicemoves import Chosen
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.kit.movewords import ENDS, LABELS, TERMS

Evidence = list[tuple[Literal["before", "after", "evidence", "document", "report"], str]]
# What the app can ask for; a move that needs anything else waits for the desk.
ASKED = frozenset({
    "result", "evidence", "answer", "reason", "progress", "outcome", "handler", "responded", "solved", "satisfied", "term",
    "until", "main", "child", "units",
})  # fmt: skip
# What may be added though the flow does not ask for it, and what its action asks for beyond the flow.
MAY: Mapping[str, tuple[str, ...]] = {
    "dispatch": ("reason",), "call_back": ("reason",), "rate": ("reason",), "correct": ("item", "grid", "address"),
    "ask_pause": ("papers",), "uphold_return": ("reason",), "merge": ("reason",), "split": ("reason",), "summon": ("place",),
}  # fmt: skip
ALSO: Mapping[str, tuple[str, ...]] = {"summon": ("reason",)}


class PartIn(Schema):
    """A part that is given to another: what is to be done, and the code of a post; empty for who answers for the place."""

    text: str = Field(..., max_length=8000)
    handler: str = Field("", max_length=40)


class ChosenIn(Schema):
    """What was chosen of what a device carries along."""

    handler: str = Field("", max_length=40)
    outcome: str = Field("", max_length=40)
    term: str = Field("", max_length=10, description="By how much an extension is asked for: 4wh, 2wd, 24ch, 7cd")
    until: date | None = Field(None, description="The day from which work goes on after a pause")
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    item: str = Field("", max_length=10)
    grid: str = Field("", pattern=r"^([0-9]{15})?$")
    address: str = Field("", max_length=200)
    main: str = Field("", max_length=20, description="Number of the matter by which this one is handled")
    parts: list[PartIn] = Field([], max_length=20)
    units: list[str] = Field([], max_length=20)
    place: str = Field("", max_length=200)
    children_go_on: bool = Field(False, description="Say that parts which are still open go on when a matter ends")


class MoveWords(ChosenIn):
    """What a move of a device brings besides its identifier and moment."""

    result: str = Field("", max_length=8000)
    answer: str = Field("", max_length=8000)
    reason: str = Field("", max_length=8000)
    progress: str = Field("", max_length=8000)
    evidence: Evidence = Field([], max_length=20, description="Pairs of purpose and the hash that POST /files returned")

    def given(self) -> Given:
        """Return the move's words and files in the kernel's terms."""
        return Given(
            result=self.result, answer=self.answer, reason=self.reason, progress=self.progress, outcome=self.outcome,
            evidence=tuple(self.evidence), term=self.term, until=self.until, responded=self.responded, solved=self.solved,
            satisfied=self.satisfied, children_go_on=self.children_go_on,
        )  # fmt: skip

    def chosen(self, actor: Actor) -> Chosen:
        """Return what it names by code or number; a matter that the actor may not see is named beside its field."""
        try:
            main = access_matter(actor, self.main.strip()).id if self.main.strip() else 0
        except NotFound:
            raise NotFound(fields={"main": "There is no such matter, or you may not see it."}) from None
        parts = tuple((one.text, one.handler) for one in self.parts)
        return Chosen(
            self.handler, self.item, int(self.grid or 0), self.address, main, parts, tuple(self.units), self.place
        )


def asked(move: Move, row: Matter, said: Any) -> dict[str, Any] | None:
    """Return a move with what it asks for, None when the app cannot ask for it. `said` picks the language of a title."""
    known = flow(row.flow, row.flow_version)
    needs = (*needs_of(move, row.channel, known), *ALSO.get(move.do, ()))
    if not ASKED.issuperset(needs):
        return None
    may = MAY.get(move.do, ())
    if move.do == "grant":
        may = ("until" if row.asked == PAUSE else "term", "reason")
    target = known.states.get(move.to)
    labels = {name: _(LABELS[move.do, name]) for name in needs if (move.do, name) in LABELS}
    return {
        "do": move.do, "title": said(move.title), "needs": list(needs), "may": list(may), "labels": labels,
        "main": move.main, "ends": move.do != "merge" and (move.do in ENDS or bool(target and target.done)),
    }  # fmt: skip


def suggested(row: Matter, at: datetime) -> dict[str, Any]:
    """Return whom a matter is likely given to: posts by code, the responsible one first, and the unit of its item."""
    here = [row.post] if row.post else []
    who = people.responsible_for(row.grid, row.line, at) if row.grid else None
    if who and who.post and who.post not in here:
        here.append(who.post)
    return {"posts": [people.post(one).code for one in here], "unit": item_of(row).unit}


class ChoicesOut(Schema):
    """Whom and what a move can name: posts that handle, units, legal grounds for declining, terms of an extension."""

    handlers: list[dict[str, str]]
    units: list[dict[str, str]]
    outcomes: list[dict[str, str]]
    terms: list[dict[str, str]]


def choices(street: int, at: datetime, said: Any, chinese: bool) -> dict[str, Any]:
    """Return what moves can name in a street, in the reader's language."""
    pick = (lambda zh, en: zh) if chinese else (lambda zh, en: en or zh)
    posts = people.posts(street, roles=("handler", "grid_member"))
    return {
        "handlers": [
            {"code": one.code, "title": pick(one.title_zh, one.title_en), "name": _holder(one.id, at),
             "unit": people.unit(one.unit).code}
            for one in posts
        ],
        "units": [{"code": one.code, "title": pick(one.title_zh, one.title_en)} for one in people.units(street)],
        "outcomes": [
            {"code": one.code, "title": said(one.title), "when": said(one.when), "answer": said(one.answer)}
            for one in catalogue(street).outcomes.values()
        ],
        "terms": [{"code": one, "title": term_words(one, lambda text: _(text) if text else "")} for one in TERMS],
    }  # fmt: skip


NOBODY = gettext_lazy("nobody at present")


def _holder(post: int, at: datetime) -> str:
    now = people.holder_of(post, at)
    return f"{now.name}{_(' (deputy)') if now.by == 'deputy' else ''}" if now.account else str(NOBODY)
