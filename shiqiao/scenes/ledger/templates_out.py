"""A ledger as xlsx by an upper department's template: its title, headings and words, and where each row comes from."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.elements import Element, Known
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.taken import note_export
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.ledger import dictionary, ledgers, reads, submitting, words
from shiqiao.scenes.ledger.definitions import LedgerColumn, LedgerSpec
from shiqiao.scenes.ledger.formshown import about
from shiqiao.scenes.ledger.publishing import settings_of
from shiqiao.surfaces.desk import registrywords
from shiqiao.surfaces.desk.exporting import begun, who
from shiqiao.surfaces.desk.words import place
from shiqiao.surfaces.kit import spreadsheets
from shiqiao.surfaces.kit.words import absolute

ALL = ("", "")  # stands for every row in the sums
CARE = "Contains personal data, masked as on the screen. Keep it safe, pass it on only for work, delete it when it is no longer needed. This export is recorded in the journal."  # noqa: E501
CLEAR = "Contains personal data in clear, for this department alone. Every name in it stands in the read log. Pass it on by a protected way and delete it afterwards."  # noqa: E501  # msgid


def ledger(actor: Actor, code: str, place_code: int, at: datetime) -> tuple[spreadsheets.Written, str]:
    """Write a ledger of the actor's ground and the journal's line about it; returns it with the name of the file.

    The columns stand as the template asks, after them the place and by which the row can be traced: the oldest
    confirmation among its cells with its source, and the number of the record.
    """
    _row, spec = reads.access_ledger(actor, code)
    known = dictionary.by_code(actor.street or 0)
    if not ledgers.may_open(actor, spec, known):
        raise NotFound
    title = spec.report or words.said(spec.title)
    headings = [
        spreadsheets.Heading(_heading(one, known), _sort(one, known), _width(one, known)) for one in spec.columns
    ]
    headings += [
        spreadsheets.Heading(_("Grid"), width=26), spreadsheets.Heading(_("Oldest confirmation"), "day", 14),
        spreadsheets.Heading(_("Source of it"), width=12), spreadsheets.Heading(_("Number on file"), width=14),
    ]  # fmt: skip
    written = spreadsheets.write(
        title, headings, begun(_rows(actor, spec, known, place_code, at)),
        about=(_("About this list"), lambda rows, cut: _about(actor, spec, known, title, rows, at)),
        cut_note=_("Only the first %(n)d rows stand here. Narrow the filters to export the rest.") % {"n": spreadsheets.MOST},
    )  # fmt: skip
    filters = {"ledger": code, "place": str(place_code or "")}
    note_export(code="ledger", form="xlsx", filters=filters, rows=written.rows, cut=written.cut, by=actor, at=at)
    return written, f"{title}-{localtime(at):%Y%m%d-%H%M}.xlsx"


# ── handed in, in clear ────────────────────────────────────────────────────────────────────────────────────────────


def handed_in(actor: Actor, done: submitting.HandedIn, at: datetime) -> tuple[spreadsheets.Written, str]:
    """Write what was handed in: the department's table in clear, its sums by community, what has changed since last time."""
    spec, known = done.spec, dictionary.by_code(actor.street or 0)
    title = spec.report or words.said(spec.title)
    headings = [
        spreadsheets.Heading(_heading(one, known), _sort(one, known), _width(one, known)) for one in spec.columns
    ]
    written = spreadsheets.write(
        title, headings, [_clear(actor, spec, known, one) for one in done.rows],
        more=[_sums(done, known), _changes(actor, done, known, headings)], most=submitting.MOST,
        about=(_("About this list"), lambda rows, _cut: [
            *_about(actor, spec, known, title, rows, at, _(CLEAR)), (_("Number of the submission"), str(done.submission.pk))]),
        cut_note="",
    )  # fmt: skip
    return written, f"{title}-{_('handing in')}-{localtime(at):%Y%m%d-%H%M}.xlsx"


def _clear(actor: Actor, spec: LedgerSpec, known: dict[str, Element], row: ledgers.Row) -> list[str | int]:
    return [_said(actor, one, known.get(one.field), row.cells.get(one.field), words.clear) for one in spec.columns]


def _sums(done: submitting.HandedIn, known: dict[str, Element]) -> spreadsheets.Sheet:
    """Count the rows by community, and in them each column that says yes or no, or a choice."""
    chosen = [one for one in done.spec.columns if one.field in known and known[one.field].sort in ("yes_no", "choice")]
    kinds = [(one, value) for one in chosen for value in _answers(known[one.field])]
    by_place: dict[int, Counter[tuple[str, str]]] = {}
    for row in done.rows:
        counted = by_place.setdefault(row.spot.community, Counter())
        counted[ALL] += 1
        counted.update((one.field, cell.value) for one in chosen if (cell := row.cells.get(one.field)))
    keys = [ALL, *((one.field, value) for one, value in kinds)]
    lines = [[place(code), *(counted[key] for key in keys)] for code, counted in sorted(by_place.items())]
    if len(lines) > 1:
        lines.append([_("All"), *(sum(some[key] for some in by_place.values()) for key in keys)])
    headings = [
        spreadsheets.Heading(_("Community"), width=20), spreadsheets.Heading(_("All"), "number", 10),
        *(
            spreadsheets.Heading(f"{_heading(one, known)}：{_answer(one, known[one.field], value)}", "number", 16)
            for one, value in kinds
        ),
    ]  # fmt: skip
    return _("Sums by community"), headings, lines


def _answers(element: Element) -> list[str]:
    return ["yes", "no"] if element.sort == "yes_no" else list(element.values)


def _answer(column: LedgerColumn, element: Element, value: str) -> str:
    return column.codes.get(value) or words.clear(element, Known(value, confirmed_at=now()))


def _changes(
    actor: Actor, done: submitting.HandedIn, known: dict[str, Element], headings: Sequence[spreadsheets.Heading]
) -> spreadsheets.Sheet:
    if done.before is None:
        return (
            _("Since last time"),
            [spreadsheets.Heading(_("What changed"), width=60)],
            [[_("Handed in for the first time.")]],
        )
    kinds = {**dict.fromkeys(done.new, _("came in")), **dict.fromkeys(done.changed, _("changed"))}
    rows = [
        [kinds[one.spot.id], one.spot.id, *_clear(actor, done.spec, known, one)] for one in done.rows if one.spot.id in kinds
    ]  # fmt: skip
    left = show(actor, {Ref(done.spec.about.kind, number) for number in done.gone})
    titles = {ref.id: one.title for ref, one in left.items()}
    rows += [[_("went out"), one, titles.get(one, ""), *[""] * (len(headings) - 1)] for one in sorted(done.gone)]
    more = [spreadsheets.Heading(_("What changed"), width=12), spreadsheets.Heading(_("Number on file"), "number", 14)]
    return _("Since %(day)s") % {"day": absolute(done.before.at)}, [*more, *headings], rows


# ── cells ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _heading(column: LedgerColumn, known: dict[str, Element]) -> str:
    if column.heading:
        return column.heading
    return words.said(known[column.field].title) if column.field in known else column.field


def _sort(column: LedgerColumn, known: dict[str, Element]) -> str:
    """Numbers are written as numbers, so that the department can add them up; a template's own words stay words."""
    element = known.get(column.field)
    return "number" if element and element.sort == "number" and not column.codes else "text"


def _width(column: LedgerColumn, known: dict[str, Element]) -> int:
    element = known.get(column.field)
    return 28 if element and element.mask in ("address", "identity") else 14


def _rows(
    actor: Actor, spec: LedgerSpec, known: dict[str, Element], place_code: int, at: datetime
) -> Iterator[Sequence[Any]]:
    for row in ledgers.every_row(actor, spec, at=at, place=place_code):
        cells = [_said(actor, one, known.get(one.field), row.cells.get(one.field)) for one in spec.columns]
        found = [one for one in row.cells.values() if one is not None]
        oldest = min(found, key=lambda one: one.confirmed_at, default=None)
        source = registrywords.say(registrywords.SOURCES, oldest.source) if oldest else ""
        day = localtime(oldest.confirmed_at).date() if oldest else None
        yield *cells, place(row.spot.grid or row.spot.community), day, source, row.spot.id


Say = Callable[[Element, Known | None], str]


def _said(
    actor: Actor, column: LedgerColumn, element: Element | None, known: Known | None, say: Say = words.value
) -> str | int:  # fmt: skip
    if element is None or dictionary.withheld(actor, element):
        return ""
    if known and known.value in column.codes:
        return column.codes[known.value]
    text = say(element, known)
    return int(text) if element.sort == "number" and text.isascii() and text.isdigit() else text


def _about(
    actor: Actor, spec: LedgerSpec, known: dict[str, Element], title: str, rows: int, at: datetime, care: str = ""
) -> list[tuple[str, str]]:
    department = words.said(settings_of(actor.street or 0).department(spec.department)) if spec.department else ""
    fields = [
        (_heading(one, known), "；".join((words.said(element.title), words.said(element.where), words.said(element.meaning))))
        for one in spec.columns if (element := known.get(one.field))
    ]  # fmt: skip
    return [
        (_("List"), title), (_("For which department"), department or "—"), (_("About whom"), about(spec, known)),
        (_("Rows"), str(rows)), (_("Exported by"), who(actor)), (_("Exported at"), absolute(at)),
        *fields, (_("Care"), care or _(CARE)),
    ]  # fmt: skip
