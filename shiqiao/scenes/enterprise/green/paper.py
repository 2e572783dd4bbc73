"""The ledger of the green channel as PDF: its rules, and each use."""

from datetime import datetime
from itertools import islice

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.scenes.enterprise.green import exports, rights
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.model import Grid, Paper, Section, Text

MOST = 300  # rows of each part; a longer ledger is taken as xlsx


def ledger(actor: Actor, at: datetime) -> bytes:
    """Return rules and uses as PDF. Raises NotFound for whoever does not read them, FontMissing."""
    if not rights.reads(actor):
        raise NotFound
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    day = f"{localtime(at):%Y-%m-%d}"
    rules = [[cell(one) for one in row] for row in islice(exports.rule_rows(actor, {"tab": "all"}), MOST)]
    uses = [[cell(one) for one in row] for row in islice(exports.use_rows(actor, {}), MOST)]
    rules = [[one[0], one[1], one[2], one[3], one[4], f"{one[5]} – {one[6]}", one[9]] for one in rules]
    heads = [
        _("Number"),
        _("Rule"),
        _("For whom"),
        _("Affairs and items"),
        _("Shortened"),
        _("Days of the rule"),
        _("State"),
    ]
    told = [
        _("Number"), _("Matter or affair"), _("Term before"), _("Term after"),
        _("Due before"), _("Due after"), _("Put to use by"),
    ]  # fmt: skip
    blocks = [
        Section(_("Rules")), Grid(heads, rules, [2, 4, 4, 6, 4, 4, 2]) if rules else Text([_("none")]),
        Section(_("Uses of rules")), Grid(told, [[r[0], *r[2:8]] for r in uses], [2, 5, 3, 3, 4, 4, 4])
        if uses else Text([_("none")]),
    ]  # fmt: skip
    return pdf.render(Paper(
        office=office(actor.street or 0), title=_("Green channel: rules and uses"), number=(_("As of"), day), marks=day,
        pages=(before, between, after), language=get_language() or "zh-hans", blocks=blocks,
    ))  # fmt: skip


def cell(value: object) -> str:
    """Return a cell as text; moments in local time."""
    return (
        f"{localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value if value is not None else "")
    )
