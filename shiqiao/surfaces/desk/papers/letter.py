"""The letter to the reporter (告知书): accepted, declined with its legal ground, or finished. Nothing internal stands in it."""

from django.utils.translation import gettext as _

from shiqiao.base.errors import Conflict
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import REOPEN_WINDOW
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.papers import ground as grounds
from shiqiao.surfaces.desk.papers.ground import Ground, day, due_said
from shiqiao.surfaces.desk.papers.model import Block, Facts, Pair, Paper, Signature, Text

NOT_YET = "It is not accepted yet, so there is nothing to tell: accept or decline it first."  # msgid


def kind_of(row: Matter) -> str:
    """Return what there is to tell: accepted, declined, finished; empty while nothing is decided."""
    if row.done:
        return "declined" if row.outcome else "finished"
    return "" if row.state == flow(row.flow, row.flow_version).table.start else "accepted"


def build(ground: Ground) -> Paper:
    """Return the letter that the matter's state calls for. Raises Conflict while there is nothing to tell."""
    kind = kind_of(ground.row)
    if not kind:
        raise Conflict(NOT_YET)
    title, first, facts, last = {"accepted": _accepted, "declined": _declined, "finished": _finished}[kind](ground)
    reporter = ground.reporters().split("；")[0].split(" ")[0]
    blocks: list[Block] = [
        Text([_("%(name)s:") % {"name": reporter or _("To the reporter")}], opening=True),
        Text([first]),
        Facts([[(_("Number"), ground.row.number)], [(_("Item"), words.said(ground.item.title))],
               [(_("Place"), ground.place())], *([pair] for pair in facts if pair[1])]),
        Text(last),
        Signature(grounds.office(ground.row.street), day(ground.at), _("(seal)")),
    ]  # fmt: skip
    return grounds.paper(ground, title, blocks, inside=False)


Letter = tuple[str, str, list[Pair], list[str]]


def _opening(ground: Ground, sentence: str) -> str:
    row = ground.row
    return sentence % {"day": day(row.reported_at), "channel": _(words.CHANNELS.get(row.channel, row.channel))}


def _accepted(ground: Ground) -> Letter:
    row, handle = ground.row, ground.clock("handle")
    taken = ground.when("matters.accepted", "matters.dispatched", "matters.fixed_on_spot")
    facts = [
        (_("Accepted on"), day(taken or row.reported_at)),
        (_("Handling unit"), " ".join(p for p in (words.unit_title(row.unit), words.post_title(row.post)) if p)),
        (_("It shall be done by"), due_said(handle.due_at) if handle else words.term(ground.item.term("handle"))),
        (_("Told so far"), ground.public_words()),
    ]
    first = _opening(
        ground, _("what you reported on %(day)s (%(channel)s) has been accepted by this office. We inform you:")
    )
    return _("Letter of acceptance"), first, facts, [_follow()]


def _declined(ground: Ground) -> Letter:
    row = ground.row
    outcome = catalogue(row.street, row.catalogue).outcomes.get(row.outcome)
    facts = [
        (_("Legal ground"), words.said(outcome.title) if outcome else row.outcome),
        (_("When it applies"), words.said(outcome.when) if outcome else ""),
        (_("Legal basis"), outcome.source if outcome else ""),
        (_("Explanation"), ground.public_words()),
    ]
    first = _opening(
        ground, _("what you reported on %(day)s (%(channel)s) has been examined and is not taken up. The reason:")
    )
    last = _(
        "If you do not agree, come to the street's service hall with this letter, or report it again with what is new."
    )
    return _("Letter of non-acceptance"), first, facts, [last]


def _finished(ground: Ground) -> Letter:
    row = ground.row
    facts = [
        (_("Handling unit"), " ".join(p for p in (words.unit_title(row.unit), words.post_title(row.post)) if p)),
        (_("What was done"), ground.public_words()),
        (_("Finished on"), day(row.ended_at) if row.ended_at else ""),
    ]
    first = _opening(ground, _("what you reported on %(day)s (%(channel)s) is finished. We inform you of the result:"))
    until = row.ended_at + REOPEN_WINDOW if row.ended_at else None
    again = _("If it is not solved, you may have it taken up again until %(day)s, with number and secret code.")
    last = [again % {"day": day(until)}] if until and until >= ground.at else []
    return _("Letter of completion"), first, facts, [*last, _("You are welcome to rate how it was handled.")]


def _follow() -> str:
    return _("With the number above and the secret code of your receipt you can follow it on the residents' portal; "
             "you can also ask at the street's service hall or by telephone.")  # fmt: skip
