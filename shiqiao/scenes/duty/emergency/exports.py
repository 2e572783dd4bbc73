"""Lists of emergency as spreadsheets: responses, posts and calls and reports of one, hazard points, stock and its moves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.duty.emergency import pages, reads, rules, shown, words
from shiqiao.scenes.duty.emergency.figures import figures
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import person_name, post_title
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
RESPONSES = (
    Column("Number", width=14), Column("Kind of emergency", width=14), Column("Level", width=14),
    Column("Highest level", width=14),
    Column("Trigger", width=40), Column("Started", "moment", 17), Column("Response ended", "moment", 17),
    Column("Posts manned", "number", 9), Column("Calls answered", "number", 9), Column("Zero reports in time", "number", 9),
    Column("Zero reports missing", "number", 9), Column("Checks", "number", 9), Column("People moved", "number", 9),
)  # fmt: skip


def response_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the responses with their figures."""
    at = now()
    for page in leaves(lambda after: reads.responses(actor, after=after, limit=CHUNK)):
        for row in page.rows:
            told, head = figures(row, at), shown.head(row)
            yield (
                row.number, head["kind"], head["level"], head["peak"], row.trigger, row.started_at, row.ended_at, told.manned,
                told.answered, told.in_time, told.missing, told.checks, told.people.moved,
            )  # fmt: skip


CALLS = (
    Column("Post", width=26), Column("Person", width=12), Column("Called at", "moment", 17), Column("Times told", "number", 9),
    Column("State", width=14), Column("Answer came at", "moment", 17), Column("Answered by", width=12),
)  # fmt: skip


def call_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the calls of a response."""
    row = reads.access_response(actor, pages.number(params.get("of", "")))
    for one in reads.calls_of(row):
        told = shown.call_row(actor, one)
        yield (
            told["post"], told["holder"], one.called_at, one.told, told["state"][0], one.answered_at, told["by"],
        )  # fmt: skip


REPORTS = (
    Column("Post", width=26), Column("Report due", "moment", 17), Column("Report sent at", "moment", 17),
    Column("State", width=12),
    Column("What was reported", width=40),
)  # fmt: skip


def report_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the zero reports of a response."""
    row = reads.access_response(actor, pages.number(params.get("of", "")))
    at = row.ended_at or now()
    for one in reads.reports_of(row):
        told = shown.report_row(actor, one, at)
        yield told["post"], one.due_at, one.sent_at, told["state"], told["told"]


HAZARDS = (
    Column("Number on the register", width=12), Column("Kind of hazard point", width=14), Column("What it is called", width=24),
    Column("Where the point is", width=28), Column("Community", width=16), Column("Who answers for it", width=24),
    Column("State", width=16), Column("Checked", "moment", 17), Column("Next check due", "moment", 17),
    Column("Checks", "number", 8),
)  # fmt: skip


def hazard_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the hazard points, as the page narrows them."""
    kind, at, rule = params.get("kind", ""), now(), reads.check_rule(actor.street or 0)
    rows = reads.hazards(
        actor.street or 0, kinds=(kind,) if kind else (), community=pages.number(params.get("community", ""))
    )
    for row in rows:
        one = shown.point_row(row, at, rule)
        yield (
            row.code, one["kind"], row.title, one["place"], one["community"], one["post"], one["state"], row.checked_at,
            one["due"], row.checks,
        )  # fmt: skip


STOCK = (
    Column("Store", width=24), Column("Material", width=16), Column("There", "number", 10), Column("Unit of count", width=8),
    Column("Has to be there", "number", 10), Column("State", width=10),
)  # fmt: skip


def stock_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield what lies in the stores."""
    for one in reads.stock(actor.street or 0):
        yield (
            one.store_title,
            one.title,
            one.balance,
            one.unit,
            one.low,
            _("too little") if one.balance < one.low else "",
        )


POSTS = (
    Column("Post to be manned", width=24), Column("Where the point is", width=24), Column("Level", width=14),
    Column("Who answers for it", width=24), Column("Deputy of the post", width=24), Column("Person", width=12),
    Column("There since", "moment", 17),
)  # fmt: skip


def post_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the posts that a response wants, with who is there."""
    row = reads.access_response(actor, pages.number(params.get("of", "")))
    for one in reads.places(row):
        yield (
            one.row.title, one.row.place, rules.ROMAN[one.row.level], post_title(one.row.post),
            post_title(one.row.deputy) if one.row.deputy else "", person_name(one.manning.account) if one.manning else "",
            one.manning.since if one.manning else None,
        )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    kind = params.get("kind", "")
    return [(_("Kind of hazard point"), words.hazard_kind(actor.street or 0, kind))] if kind else []


def fill(scene: str) -> None:
    """Offer the lists."""
    board = "desk:emergency:board"
    exports.fill(scene, ListExport("emergency", "Emergency responses", "desk:emergency:list", RESPONSES, response_rows))
    exports.fill(scene, ListExport("duty-emergency-posts", "Posts of a response", board, POSTS, post_rows, of=True))
    exports.fill(scene, ListExport("duty-emergency-calls", "Calls of a response", board, CALLS, call_rows, of=True))
    exports.fill(scene, ListExport("duty-emergency-reports", "Zero reports", board, REPORTS, report_rows, of=True))
    exports.fill(
        scene,
        ListExport("emergency-hazards", "Hazard points", "desk:emergency:hazards", HAZARDS, hazard_rows, chosen=chosen),
    )
    exports.fill(scene, ListExport("emergency-stock", "Emergency stock", "desk:emergency:stock", STOCK, stock_rows))
