"""The order (交办单): to the unit that handles a matter, with what is asked, until when, and a slip that comes back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.errors import Conflict
from shiqiao.surfaces.desk import matterpage, records, words
from shiqiao.surfaces.desk.papers import ground as grounds
from shiqiao.surfaces.desk.papers.ground import Ground, day, due, stamp
from shiqiao.surfaces.desk.papers.model import Block, Cut, Facts, Pair, Paper, Signature, Text, together

NOBODY = "Nobody has this matter yet: dispatch it, then print the order."  # msgid
EVIDENCE = {
    "photo": gettext_noop("photos of the result"),
    "before_after": gettext_noop("photos before and after, from the same spot"),
    "document": gettext_noop("the document that proves the result"),
}
GIVEN = ("matters.dispatched", "matters.redirected", "matters.reopened", "matters.sent_back")


def build(ground: Ground) -> Paper:
    """Return the order. Raises Conflict while nobody has the matter."""
    row = ground.row
    if not row.post:
        raise Conflict(NOBODY)
    unit = words.unit_title(row.unit) or words.post_title(row.post)
    blocks: list[Block] = [
        Text([_("To %(unit)s:") % {"unit": unit}], opening=True),
        Text([_("the following matter is given to you. Please handle it as stated and report back in time.")]),
        _facts(ground),
        Text(_asked(ground)),
        Signature(grounds.office(row.street), day(ground.at), _("(seal)")),
        Cut(_("Return slip: to be given back with the result")),
        _slip(ground, unit),
    ]
    title = _("Order to the unit (urgent)") if row.urgent else _("Order to the unit")
    return grounds.paper(ground, title, blocks, inside=True)


def _facts(ground: Ground) -> Facts:
    row = ground.row
    handle, echo = ground.clock("handle"), ground.clock("echo")
    short: list[Pair] = [
        (_("Given on"), stamp(ground.when(*GIVEN) or row.reported_at)), (_("Who handles it"), ground.handler()),
        (_("Item"), f"{words.said(ground.item.title)}（{row.item}）"), (_("Line"), words.line_title(row.line)),
        (_("Result due"), due(handle.due_at) if handle else words.term(ground.item.term("handle"))),
        (_("Answer due"), _("already answered") if row.echoed_at else due(echo.due_at) if echo else _("not asked")),
    ]  # fmt: skip
    long: list[Pair] = [(_("Place"), ground.place()), (_("What was reported"), ground.said())]
    long += matterpage.answers_of(row, ground.item, records.masked_identifiers(row).get(1, {}))
    long.append((_("Reporter"), ground.reporters() or _("not shown")))
    return Facts([*together(short), *([pair] for pair in long)])


def _asked(ground: Ground) -> list[str]:
    handle = ground.clock("handle")
    until = due(handle.due_at) if handle else words.term(ground.item.term("handle"))
    evidence = [_(EVIDENCE[kind]) for kind in ground.item.evidence if kind in EVIDENCE]
    joined = "、".join(evidence) if words.chinese() else ", ".join(evidence)
    points = [
        _("Go to the place, deal with it, and report the result by %(until)s.") % {"until": until},
        _("Tell the reporter what was found, what is done and until when; note the answer in the system."),
        _("Bring as evidence: %(evidence)s.") % {"evidence": joined or _("a description of the result")},
        _("If it is not your unit's work, send it back at once and give the reason; do not keep it."),
    ]
    return [f"{number}. {point}" for number, point in enumerate(points, start=1)]


def _slip(ground: Ground, unit: str) -> Facts:
    boxes = " ".join(f"□ {one}" for one in (_("photo before"), _("photo after"), _("document"), _("other evidence")))
    result = _("What was done")
    rows: list[list[Pair]] = [
        [(_("Number"), ground.row.number), (_("Handling unit"), unit)],
        [(_("Received by"), ""), (_("Received on"), "")],
        [(result, "")],
        [(_("Evidence"), boxes)],
        [(_("Handled by"), ""), (_("Head of the unit"), "")],
        [(_("Finished on"), ""), (_("Seal"), "")],
    ]
    return Facts(rows, frozenset({result}), whole=True)
