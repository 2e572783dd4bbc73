"""Taking a report in: one transaction, one combined statement; the answer names the person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError

from shiqiao.base import crypto, text
from shiqiao.base.actor import Actor, refuse_device
from shiqiao.base.db import scope
from shiqiao.base.db.trip import confirm, inside_transaction
from shiqiao.base.errors import NotFound
from shiqiao.base.facts import publish
from shiqiao.base.ids import secret_hash
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item, check_answers
from shiqiao.kernel.clocks.hooks import Asked
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import ClockState, WorkCalendar, alarm_for
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.flows.rules import Flow
from shiqiao.kernel.journal.rules import GENESIS, Line, chain
from shiqiao.kernel.matters import accused, months, store
from shiqiao.kernel.matters import report as reports
from shiqiao.kernel.matters.away import month_away
from shiqiao.kernel.matters.errors import ReportRefused, SentDifferently
from shiqiao.kernel.matters.facts import MatterReported
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.report import Cleaned, Report
from shiqiao.kernel.matters.routing import route
from shiqiao.kernel.matters.rules import (
    COLUMNS,
    MARKS,
    Change,
    Ground,
    Routed,
    Sheet,
    begin,
    covered,
    number_of,
)

ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a report: its number, the secret for following it, who has it, and why.

    `again` tells that the same report was received before; its secret was handed out then and is empty now.
    """

    id: int
    number: str
    secret: str
    sheet: Sheet
    why: tuple[Any, ...]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Born:
    """How a matter begins that is not routed by its place: whose it is, where, and what else its sheet begins with."""

    routed: Routed
    lon: float | None = None
    lat: float | None = None
    sheet: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that has been decided and waits to be written."""

    id: int
    report: Report
    cleaned: Cleaned
    routed: Routed
    sheet: Sheet
    change: Change
    line: Line
    personal: store.Row
    salt: bytes


def report_matter(*, report: Report, by: Actor, at: datetime) -> Receipt:
    """Take a report in and route it to a named person.

    `at` is when it happened. The same `source_id` with the same content returns the first receipt; with other
    content raises SentDifferently. Raises ReportRefused naming every field that cannot be used. Rule: 《北京市接诉即办
    工作条例》第十三条 prints the deadline on the ticket; here it is in the receipt's clocks.
    """
    refuse_device(by)
    item = catalogue(report.street).item(report.item)
    if not item.offered:
        raise ReportRefused(fields={"item": "This item is not reported: it has a form of its own. Choose another one."})
    return take_in(report, item, by=by, at=at)


def take_in(report: Report, item: Item, *, by: Actor, at: datetime, born: Born | None = None) -> Receipt:
    """Write a report once, however often it is sent; see `report_matter`."""
    recorded = now()
    try:
        draft = draft_report(report, item, by=by, at=at, recorded=recorded, basis=recorded, born=born)
        _write(draft, by=by, at=recorded)
        publish(MatterReported(draft.sheet.number, report.street, report.channel, recorded))
    except IntegrityError as error:
        if "matter_sent_once" not in str(error):
            raise
        return _sent_before(report)
    return Receipt(draft.id, draft.sheet.number, draft.cleaned.secret, draft.sheet, draft.routed.why)


def _write(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Write a report in one round trip, unless it is part of a larger transaction or brings files."""
    report = draft.report
    bundle = bundle_of(draft, calendar_for(report.street))
    if not report.photos and not inside_transaction():
        store.insert_alone(bundle, report.street)
        return
    with scope.scoped(report.street):
        store.insert(bundle)
        if report.photos:
            adopt(report.photos, subject=store.subject(draft.id), street=report.street, by=by, at=at)


def draft_report(
    report: Report,
    item: Item,
    *,
    by: Actor,
    at: datetime,
    recorded: datetime,
    basis: datetime,
    mark: bytes | None = None,
    born: Born | None = None,
) -> Draft:
    """Decide everything about a report without writing it.

    `basis` is the moment that starts the clocks; `mark` tells repeated content from other (default: the report's own).
    """
    cleaned = reports.check(report, recorded, mark)
    form, cleaned = _without_identifiers(check_answers(item, report.form), cleaned)
    routed, lon, lat = (born.routed, born.lon, born.lat) if born else route(report, item, basis, form)
    accused_unit = accused.unit_named(report.complains_about, report.street)
    about = {"accused": accused_unit, **(born.sheet if born else {})}
    routed = accused.clear(routed, about["accused"], item, report.street, basis)
    identifier = store.MATTER_IDS.take()
    table: Flow = flow(item.flow)
    sheet = _sheet(report, item, routed, table, identifier, basis)
    if born or accused_unit:
        sheet = replace(sheet, **about)
    asked = Asked(report.street, store.KIND, item.code, by.code)
    ground = Ground(table, item, calendar_for(report.street), basis, by, by.roles, asked=asked)
    change = begin(sheet, ground)
    sheet = Sheet(*(*covered(sheet), change.clocks))  # as `replace`, several times as fast
    salt = crypto.new_salt()
    body = reports.body_text(cleaned.title, cleaned.text, cleaned.address, lon, lat, form)
    data = {**change.data(), "why": list(routed.why), "bound": _bound(report, cleaned, body, salt)}
    if report.photos:
        data["files"] = [list(photo) for photo in report.photos]
    line = chain(
        prev=GENESIS, seq=1, street=report.street, subject=store.subject(identifier), code=change.code,
        happened_at=at, recorded_at=recorded, actor=by.code, data=data,
    )  # fmt: skip
    personal = (
        cleaned.title, cleaned.text, cleaned.address, lon, lat, json.dumps(form, ensure_ascii=False) if form else "{}", salt,
        report.source, report.source_id, cleaned.mark,
    )  # fmt: skip
    return Draft(identifier, report, cleaned, routed, sheet, change, line, personal, salt)


def _without_identifiers(form: dict[str, Any], cleaned: Cleaned) -> tuple[dict[str, Any], Cleaned]:
    """Put tokens in the place of identifiers in the answers of the form as in the texts."""
    found = list(cleaned.found)
    for key, answer in form.items():
        if isinstance(answer, str):
            form[key], found = text.tokenise(text.clean(answer), found)
    return form, replace(cleaned, found=tuple(found))


def _bound(report: Report, c: Cleaned, body: str, salt: bytes) -> dict[str, str]:
    """Return the salted commitments to all that a report holds beyond codes."""
    secret = secret_hash(c.secret) if _has_reporter(report.channel, c) else b""
    parts = {
        "body": body,
        "reporter": reports.reporter_text(c.name, c.phone, secret),
        "sent": reports.sent_text(report.source, report.source_id, c.mark),
    }
    if c.found:
        parts["identifiers"] = reports.identifiers_text((one.key, one.kind, one.value) for one in c.found)
    return {name: crypto.commitment(salt, part) for name, part in parts.items()}


def _has_reporter(channel: str, c: Cleaned) -> bool:
    return channel not in ("patrol", "office") or bool(c.name or c.phone)


def _sheet(report: Report, item: Item, routed: Routed, table: Flow, identifier: int, basis: datetime) -> Sheet:
    return Sheet(
        number=report.number or number_of(identifier, basis.astimezone(ZONE).strftime("%y%m%d")), street=report.street,
        community=routed.community, grid=routed.grid, boundary=routed.boundary, line=item.line, item=item.code,
        catalogue=catalogue(report.street).version, flow=table.code, flow_version=table.version,
        state=table.table.start, done=False, channel=report.channel, urgent=report.urgent or item.urgent or routed.urgent,
        post=routed.post, holder=routed.holder, unit=routed.unit, reported_at=basis, unrouted=routed.unrouted,
    )  # fmt: skip


def bundle_of(draft: Draft, calendar: WorkCalendar) -> store.Bundle:
    """Return the rows of a freshly reported matter."""
    bundle = store.Bundle()
    sheet = draft.sheet
    bundle.add("matters_matter", store.matter_row(draft.id, sheet, 1, draft.line.hash, draft.personal))
    add_rest(bundle, draft)
    bundle.add("journal_line", store.line_row(draft.line))
    for clock in sheet.clocks:
        alarm = alarm_for(clock, calendar, 0)
        bundle.add("clocks_clock", store.clock_row(CLOCK_IDS.take(), draft.id, sheet, clock, alarm))
    return bundle


def add_rest(bundle: store.Bundle, draft: Draft, standing: Sheet | None = None) -> None:
    """Add what hangs on a report besides state, journal and clocks: reporter, identifiers, search terms.

    `standing` is where the matter stands now, when it has moved on since it was reported.
    """
    c, sheet = draft.cleaned, draft.sheet
    if _has_reporter(sheet.channel, c):
        bundle.add("matters_reporter", (
            sheet.street, draft.id, crypto.encrypt(c.name) if c.name else None,
            crypto.encrypt(c.phone) if c.phone else None, crypto.blind(digits(c.phone)) if c.phone else None,
            crypto.blind_bigrams(c.name) if c.name else [], secret_hash(c.secret), draft.salt, sheet.reported_at,
        ))  # fmt: skip
    for found in c.found:
        bundle.add("matters_identifier", (
            sheet.street, draft.id, found.key, found.kind, crypto.encrypt(found.value), crypto.blind(found.value),
        ))  # fmt: skip
    bundle.add("matters_search", (draft.id, sheet.street, search_terms(standing or sheet, c.text, c.address)))


def search_terms(sheet: Sheet, *texts: str) -> str:
    """Return what a matter is found by, as a tsvector literal: bigrams, its number, and the marks of where it stands."""
    terms = [*text.index_terms("\n".join(texts)), sheet.number, *marks_of(sheet)]
    return "'" + "' '".join(terms) + "'"  # letters and digits only: nothing in a term needs an escape


def marks_of(sheet: Sheet) -> list[str]:
    """Return the marks by which a search is narrowed to what an actor may see, in the text index itself."""
    return [f"{mark}{getattr(sheet, name)}" for name, mark in MARKS.items()]


def digits(phone: str) -> str:
    """Return a phone number's digits without the country code, the form that the blind index knows."""
    plain = "".join(c for c in phone if c.isdigit())
    return plain[2:] if len(plain) == 13 and plain.startswith("86") else plain


def _sent_before(report: Report) -> Receipt:
    with scope.scoped(report.street):
        row = months.sent(report.street, report.source, [report.source_id]).first()
        confirm()
        if row is None:
            _refuse_away(report)
            raise NotFound
    if row.sent_mark and bytes(row.sent_mark) != reports.mark_of(report):  # an erased report has no mark any more
        raise SentDifferently(
            fields={"client_id": "Use a new identifier for a new report; matter {number} has this one."},
            number=row.number,
        )
    return Receipt(row.id, row.number, "", sheet_of(row), (), again=True)


def _refuse_away(report: Report) -> None:
    """Say that what was sent before lies in a month that was put away: it was taken in, and is not taken in twice."""
    found = months.sent_as(report.street, report.source, report.source_id)
    month = month_away(found[1]) if found else None
    if found and month:
        raise SentDifferently(
            "This report was received before, as matter {number}; it lies in the archive of {month}.",
            fields={"client_id": "Use a new identifier for a new report; matter {number} has this one."},
            number=found[0], month=month.name,
        )  # fmt: skip


def sheet_of(row: Matter, clocks: tuple[ClockState, ...] = ()) -> Sheet:
    """Return a matter's row as the pure value that rules work on."""
    return Sheet(**{name: getattr(row, name) for name in COLUMNS}, clocks=clocks)
