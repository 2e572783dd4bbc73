"""What the pages show of findings and rounds, assembled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.clocks.reads import clocks_of, explain
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.hall import shown as hall
from shiqiao.scenes.hall import words as hall_words
from shiqiao.scenes.hall.fives import reads, rights, rules, words
from shiqiao.scenes.hall.fives.checklists import Area, FiveSTable
from shiqiao.scenes.hall.fives.plugs import grounds
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.store import FINDING
from shiqiao.scenes.hall.fives.tables import FiveSEntry, FiveSFinding, FiveSMark, FiveSRound
from shiqiao.scenes.hall.fives.walking import areas_of, unproven
from shiqiao.scenes.hall.work import unseal
from shiqiao.surfaces.desk.matterpage import actor_said, clock_shown
from shiqiao.surfaces.desk.words import approved, clock_steps, happened, person_name, post_title, said, unit_title
from shiqiao.surfaces.kit.shapes import PhotoShown, Step

BEFORE_DUE = 0.75  # of the term: from then on the light is yellow, as for every clock
PAST = {"before": "before", "after": "after"}


@dataclass(frozen=True)
class FindingRow:
    """A finding in a list."""

    row: FiveSFinding
    url: str
    station: str
    area: str
    sense: str
    state: str
    tone: str
    light: str
    answers: str
    ground: str


def rows_of(rows: Sequence[FiveSFinding], at: datetime) -> list[FindingRow]:
    """Return findings for a list, without a query."""
    return [_row(row, at) for row in rows]


def _row(row: FiveSFinding, at: datetime) -> FindingRow:
    table, (state, tone) = five_s_of(row.street, row.version), hall_words.pair(words.STATES, row.state)
    return FindingRow(
        row, reverse("desk:hall:finding", args=[row.pk]), unit_title(row.station), words.area(table, row.area),
        words.sense(table, row.sense), state, tone, light(row, at), post_title(row.post), ground_title(row.ground),
    )  # fmt: skip


def ground_title(code: str) -> str:
    """Return what kind of records a finding was made of, empty for one that was seen."""
    found = grounds().get(code)
    return _(found.title) if found else code


def light(row: FiveSFinding, at: datetime) -> str:
    """Return the light of a finding; grey where no term of fixing runs."""
    if row.state != "open":
        return "grey"
    if row.due_at <= at:
        return "red"
    return "yellow" if at >= row.found_at + (row.due_at - row.found_at) * BEFORE_DUE else "green"


@dataclass(frozen=True)
class Act:
    """What can be done with a finding now."""

    do: str
    title: str
    icon: str
    url: str
    main: bool = False


ICONS = {"fix": "check", "close": "checks", "send_back": "arrow-back-up"}


def title_of(do: str) -> str:
    """Return what an act is called."""
    return {"fix": _("It is put right"), "close": _("Looked at: close it"), "send_back": _("Send back")}[do]


def acts(actor: Actor, row: FiveSFinding) -> list[Act]:
    """Return what an actor can do with a finding now."""
    may = {"fix": rights.answers(actor, row)}
    may["close"] = may["send_back"] = rights.rechecks(actor, row) and row.fixed_by != (actor.account or -1)
    return [
        Act(do, title_of(do), ICONS[do], reverse("desk:hall:finding-act", args=[row.pk, do]), do != "send_back")
        for do in ICONS
        if may[do] and rules.moved(do, row.state)
    ]


def page_of(actor: Actor, row: FiveSFinding, at: datetime) -> dict[str, Any]:
    """Return what a finding's page shows."""
    files = reads.files_of(row)
    entries, clocks = reads.entries_of(row), clocks_of(Ref(FINDING, row.pk))
    own = row.fixed_by == (actor.account or -1) and row.state == "fixed"
    return {
        "one": _row(row, at), "finding": row, "acts": acts(actor, row), "own": own,
        "words": masked(unseal(entries[0].text)) if entries else "",
        "holder": " ".join(part for part in (post_title(row.post), person_name(row.holder)) if part),
        "found_by": " ".join(part for part in (post_title(row.found_post), person_name(row.found_by)) if part),
        "fixed_by": person_name(row.fixed_by), "checked_by": person_name(row.checked_by),
        "photos": [photo(row, one) for one in files if one.is_picture],
        "grounds": show(actor, _refs(row)),
        "clocks": [replace(clock_shown(one, at), why=clock_steps(approved(explain(one), row.street))) for one in clocks],
        "steps": steps(row, entries, files),
    }  # fmt: skip


def _refs(row: FiveSFinding) -> list[Ref]:
    return [Ref.parse(one.subject) for one in reads.grounds_of(row) if one.subject]


def photo(row: FiveSFinding, file: Any) -> PhotoShown:
    """Return a picture of a finding."""
    url = reverse("desk:hall:finding-file", args=[row.pk, file.id])
    return PhotoShown(url, f"{url}?small=1", "", PAST.get(file.purpose, ""), file.taken_at or file.created_at)


def steps(row: FiveSFinding, entries: Sequence[FiveSEntry], files: Sequence[Any]) -> list[Step]:
    """Return what happened to a finding, the newest first: its own lines and the warnings of its clocks."""
    said_by, by_hash = {one.pk: one for one in entries}, {one.sha256: one for one in files}
    lines = [*lines_of(Ref(FINDING, row.pk))]
    for clock in clocks_of(Ref(FINDING, row.pk)):
        lines += lines_of(Ref("clock", clock.id))
    lines.sort(key=lambda line: (line.recorded_at, line.seq), reverse=True)
    return [_step(line, row, said_by.get(line.data.get("entry", 0)), by_hash) for line in lines]


def _step(line: Any, row: FiveSFinding, entry: FiveSEntry | None, files: dict[str, Any]) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    shown = [photo(row, files[sha]) for sha in (entry.files if entry else ()) if sha in files]
    late = [(_("Term"), _("put right after its term"))] if line.data.get("late") else []
    return Step(
        at=line.happened_at, title=_(title), icon=icon, tone=tone, details=late, photos=shown,
        by=_("by itself") if line.actor.startswith("system.") else actor_said(line, row.street),
        text=masked(unseal(entry.text)) if entry else "",
    )  # fmt: skip


# ── rounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class AreaRow:
    """An area of a round: how it was marked, and what low mark has nothing recorded yet."""

    code: str
    title: str
    url: str
    total: int | None
    marks: list[tuple[str, int, str]]
    silent: list[tuple[str, str]]


def mark_tone(mark: int, below: int) -> str:
    """Return the tone of a mark."""
    return "red" if mark < below else "green" if mark >= rules.BEST - 1 else "yellow"


def round_page(actor: Actor, row: FiveSRound, at: datetime) -> dict[str, Any]:
    """Return what the page of a round shows: its areas, what was found, what comes next."""
    table, marks = five_s_of(row.street, row.version), reads.marks_in(row)
    silent = unproven(row, list(marks.values()))
    areas = [_area(row, table, one, marks.get(one.code), silent) for one in areas_of(row)]
    following = next((one for one in areas if one.total is None), None)
    return {
        "round": row, "station": unit_title(row.station), "areas": areas, "next": following, "silent": silent,
        "done": sum(one.total is not None for one in areas),
        "percent": f"{row.points * 100 // row.possible}" if row.possible else "",
        "found": rows_of(reads.found_in(row), at), "walker": _walker(row),
    }  # fmt: skip


def _walker(row: FiveSRound) -> str:
    return " ".join(part for part in (post_title(row.post), person_name(row.account)) if part)


def _area(
    row: FiveSRound, table: FiveSTable, area: Area, mark: FiveSMark | None, silent: Sequence[tuple[str, str]]
) -> AreaRow:
    below = table.evidence_below
    given = [(words.sense(table, code), getattr(mark, code), mark_tone(getattr(mark, code), below)) for code in rules.SENSES
             ] if mark else []  # fmt: skip
    lacking = [
        (words.sense(table, code), found_url(row, area.code, code)) for where, code in silent if where == area.code
    ]
    url = reverse("desk:hall:round-area", args=[row.pk, area.code])
    return AreaRow(area.code, said(area.title), url, mark.total if mark else None, given, lacking)


def found_url(row: FiveSRound, area: str = "", sense: str = "") -> str:
    """Return the address under which a finding of a round is recorded."""
    query = f"?round={row.pk}" + (f"&area={area}" if area else "") + (f"&sense={sense}" if sense else "")
    return reverse("desk:hall:found", args=[row.station]) + query


@dataclass(frozen=True)
class SenseShown:
    """One of the five in the form of an area: what it asks, what is looked at, and its field of marks."""

    title: str
    says: str
    points: list[str]
    field: Any


def area_page(row: FiveSRound, area: Area, form: Any) -> dict[str, Any]:
    """Return what the form of an area shows."""
    table = five_s_of(row.street, row.version)
    says = {one.code: said(one.says) for one in table.senses}
    five = [
        SenseShown(name, says.get(code, ""), [said(one) for one in getattr(area.points, code)], form[code])  # type: ignore[call-overload]
        for code, name in words.senses(table)
    ]  # fmt: skip
    place = [one.code for one in areas_of(row)].index(area.code) + 1
    return {
        "round": row, "area": said(area.title), "form": form, "five": five, "station": unit_title(row.station),
        "scale": [(n, said(one)) for n, one in enumerate(table.marks)], "place": place, "many": len(areas_of(row)),
        "below": table.evidence_below,
    }  # fmt: skip


def round_rows(rows: Sequence[FiveSRound]) -> list[dict[str, Any]]:
    """Return rounds for a list."""
    return [
        {
            "row": row, "url": reverse("desk:hall:round", args=[row.pk]), "walker": _walker(row),
            "station": unit_title(row.station),
            "percent": f"{row.points * 1000 // row.possible / 10:.1f}" if row.possible else "",
        }
        for row in rows
    ]  # fmt: skip


tabs_bounded = hall.bounded
