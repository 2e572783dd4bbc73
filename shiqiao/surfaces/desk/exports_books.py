"""The street's books as spreadsheets: phrases, routing rules and their versions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.routing import reads
from shiqiao.kernel.routing.rules.table import Table
from shiqiao.surfaces.desk import phrases, routing
from shiqiao.surfaces.kit.spreadsheets import MOST

Params = Mapping[str, str]
Row = Sequence[Any]

PHRASES = (
    Column("Phrase", width=28), Column("Kind", width=10), Column("About", width=30), Column("Text", width=80),
    Column("Used", "number", 8), Column("waits for approval", width=12), Column("not valid today", width=12),
)  # fmt: skip
RULES = (
    Column("Number of the rule", "number", 8), Column("Rule", width=28), Column("Name", width=20),
    Column("Speaks when", width=60), Column("Leads to", width=32), Column("Besides", width=20),
    Column("What is wrong today", width=40),
)  # fmt: skip
VERSIONS = (
    Column("Version", "number", 8), Column("Published at", "moment", 17), Column("Published by", width=28),
    Column("in force", width=8),
)  # fmt: skip


def phrase_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the phrases of the street, found by words, kind and state, with their whole text."""
    kind, show = params.get("kind", ""), _show(params)
    asked = {"text": params.get("q", "")[:60].strip(), "kind": kind if kind in phrases.KINDS else "", "show": show}
    for row in phrases.rows_of(actor, at=now(), limit=MOST + 1, **asked):
        waits, over = (_("yes") if one else "" for one in (row.waits, row.over))
        yield row.title, row.kind, row.about, row.text, row.used, waits, over


def _show(params: Params) -> str:
    return params["show"] if params.get("show") in phrases.SHOWS else "live"


def phrase_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which phrases were asked for."""
    kind, text = params.get("kind", ""), params.get("q", "")[:60].strip()
    found = [(_("State"), _(phrases.SHOWS[_show(params)]))]
    found += [(_("Kind"), _(phrases.KINDS[kind]))] if kind in phrases.KINDS else []
    return [*found, (_("Search"), text)] if text else found


def rule_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the rules in force in their order, and what happens when none of them speaks."""
    yield from _rules(routing.book(actor.street or 0, now()).rows)
    yield None, _("Otherwise"), "", _("no rule speaks"), _("whoever answers for grid and line"), "", ""


def version_rule_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the rules of one version in their order."""
    row = reads.version_of(actor.street or 0, _number(params))
    yield from _rules(routing.rows_of(Table.model_validate(row.table), row.street))


def _rules(rows: Iterable[routing.RuleRow]) -> Iterator[Row]:
    for row in rows:
        when = "；".join(f"{label}: {text}" for label, text in row.when) or _("always")
        yield row.number, row.title, row.name, when, row.to, "、".join(row.effects), " ".join(row.problems)


def version_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which version."""
    return [(_("Version"), str(_number(params)))]


def _number(params: Params) -> int:
    number = params.get("of", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def version_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the versions of the rules, the newest first."""
    here = reads.routing_for(actor.street or 0)
    for row in routing.versions(actor.street or 0):
        yield row.version, row.published_at, row.by_whom, _("yes") if here and here.version == row.version else ""


ALL = (
    ListExport("phrases", "Phrases", "desk:phrases", PHRASES, phrase_rows, phrase_chosen),
    ListExport("routing", "Routing rules", "desk:routing", RULES, rule_rows),
    ListExport("routing-versions", "Versions of the routing rules", "desk:routing", VERSIONS, version_rows),
    ListExport(
        "routing-version", "Routing rules of a version", "desk:routing-version", RULES, version_rule_rows, version_chosen,
        of=True,
    ),
)  # fmt: skip
