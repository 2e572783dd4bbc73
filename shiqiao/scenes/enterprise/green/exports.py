"""Rules and uses of the green channel as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.green import reads, rights, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import term
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
RULES = (
    Column("Number", width=10), Column("Rule", width=28), Column("For whom", width=28), Column("Affairs and items", width=40),
    Column("Shortened", width=22), Column("First day of the rule", "day", 12),
    Column("Until", "day", 12), Column("Why it is granted", width=40),
    Column("Rule granted by", width=24), Column("State", width=12), Column("Why the rule ended", width=30),
)  # fmt: skip
USES = (
    Column("Number", width=10), Column("Rule", width=28), Column("Matter or affair", width=34), Column("Term before", width=16),
    Column("Term after", width=16), Column("Due before", "moment", 17), Column("Due after", "moment", 17),
    Column("Put to use by", width=24), Column("Began", "moment", 17), Column("Ended", "moment", 17), Column("Late", width=8),
)  # fmt: skip


def tab_of(params: Params) -> str:
    """Return the tab asked for, the rules in force where none is."""
    tab = params.get("tab", "")
    return tab if tab in words.TABS else "holds"


def rule_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the rules of the page's tab."""
    for page in leaves(lambda after: reads.rules(actor, tab_of(params), now(), after=after, limit=CHUNK)):
        for one in shown.rule_rows(actor, page.rows, now()):
            row = one.row
            yield (
                row.number, row.title, one.whom, "、".join(one.items), one.shorter, row.since, row.until, row.reason,
                one.granted, one.state, row.ended_reason,
            )  # fmt: skip


def use_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield every use, or those of one rule."""
    rule = params.get("rule", "")[:12]
    for page in leaves(lambda after: reads.uses(actor, rule=rule, after=after, limit=CHUNK)):
        for one in shown.use_rows(actor, page.rows):
            use, clock = one.use, one.use.clock
            yield (
                use.rule, one.rule, one.subject.title if one.subject else _("a matter that is not yours to see"),
                term(use.former),
                term(use.term), use.due_from, use.due_to, one.by, clock.started_at, clock.stopped_at,
                _("late") if clock.late else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the tab in words."""
    return [(_("Tab"), _(words.TABS[tab_of(params)]))]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(
        scene, ListExport("green", "Green channel rules", "desk:green:list", RULES, rule_rows, chosen, rights.READS)
    )
    exports.fill(
        scene,
        ListExport("green-uses", "Uses of the green channel", "desk:green:uses", USES, use_rows, None, rights.READS),
    )
