"""What the pages show of contests, assembled: the board, an entrant point by point, the records behind a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.files.covering import neutral_name
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects.arena import measures, reads, rights, scoring, words
from shiqiao.scenes.projects.arena.actions import by_records
from shiqiao.scenes.projects.arena.definitions import Guard, Indicator
from shiqiao.scenes.projects.arena.reads import Standings
from shiqiao.scenes.projects.arena.scoring import Part, Score
from shiqiao.scenes.projects.arena.tables import Arena, Entrant, Reading
from shiqiao.scenes.projects.store import local_day, unseal
from shiqiao.surfaces.desk.words import FILES, person_name, said
from shiqiao.surfaces.kit.shapes import FileShown, PhotoShown
from shiqiao.surfaces.kit.words import size


@dataclass(frozen=True)
class BoardRow:
    """An entrant on the board."""

    row: Entrant
    url: str
    of: str
    place: int
    total: str
    share: int
    frozen: str
    contra: str
    improved: str
    improved_place: int
    raw_place: int
    base: str
    lost: Sequence[str]
    notes: Sequence[str]


def title_of(found: Standings, code: str) -> str:
    """Return the title of an indicator or guard."""
    one = found.rules.indicator(code)
    return said(one.title) if one else code


def difficulty(found: Standings, code: str) -> str:
    """Say a class of difficulty with its factor."""
    one = next((held for held in found.rules.difficulty if held.code == code), None)
    return f"{said(one.title)} ×{one.factor}" if one else ""


def base(found: Standings, row: Entrant) -> str:
    """Say the base figures of an entrant."""
    told = _("{households} households, {staff} staff").format(households=row.households, staff=row.staff)
    return " · ".join(part for part in (told, difficulty(found, row.difficulty)) if part)


def board(found: Standings) -> list[BoardRow]:
    """Return the entrants, the highest first; after contra entries by what stands now."""
    now_total = {one.entrant: one.total + found.contra(found.entrant(one.entrant)) for one in found.scores}
    places = scoring.placed(now_total)
    rows = [_board_row(found, one, now_total[one.entrant], places[one.entrant]) for one in found.scores]
    return sorted(rows, key=lambda one: (one.place, one.row.pk))


def _board_row(found: Standings, one: Score, total: Fraction, place: int) -> BoardRow:
    row = found.entrant(one.entrant)
    contra = found.contra(row)
    lost = [
        _("{indicator} lost to {guard}").format(
            indicator=title_of(found, part.code), guard=title_of(found, part.lost_to)
        )
        for part in one.parts
        if part.lost_to
    ]
    notes = [f"{title_of(found, part.code)}：{note_of(part)}" for part in one.parts if part.note == "small_base"]
    return BoardRow(
        row, reverse("desk:arena:entrant", args=[row.pk]), row.of_street or _("our street"), place, words.points(total),
        int(max(Fraction(0), min(Fraction(100), total))), words.points(one.total) if contra else "",
        words.signed(contra) if contra else "", words.signed(one.improved), one.improved_place, one.raw_place,
        base(found, row), lost, notes,
    )  # fmt: skip


def note_of(part: Part) -> str:
    """Say what has to be known of a part."""
    if not part.note:
        return ""
    told = _(words.NOTES[part.note])
    return f"{told}: ±{words.points(part.each)}" if part.each is not None else told


def board_page(actor: Actor, row: Arena, at: datetime) -> dict[str, Any]:
    """Return what a contest's page shows."""
    found = reads.standings(row, at)
    rows = board(found)
    first = min((one for one in rows if one.improved_place == 1), key=lambda one: one.place, default=None)
    return {
        "arena": row, "found": found, "rows": rows, "most_improved": first, "highest": rows[0] if rows else None,
        "indicators": indicators(found), "guards": [guard_said(one) for one in found.rules.guards],
        "says": said(found.rules.says) if found.rules.says else "", "appeals": appeals(found, reads.appeals_of(row)),
        "contras": contras(found), "leads": rights.has(actor, rights.LEADS), "appeal_until": appeal_until(found),
        "may_freeze": row.state == "open" and local_day(at) > appeal_until(found) and rights.has(actor, rights.LEADS),
        "panel": found.rules.judges, "unverified": unverified(actor, row) if row.state == "open" else [],
    }  # fmt: skip


def appeal_until(found: Standings) -> Any:
    """Return the last day on which a score can be appealed."""
    return found.arena.ends + timedelta(days=found.rules.appeal_days)


def indicators(found: Standings) -> list[dict[str, str]]:
    """Return the indicators with their weights, as they are published."""
    return [
        {
            "title": said(one.title), "kind": _(words.KINDS[one.kind]), "per": words.per(one.per),
            "eased": _("by class of difficulty") if one.eased else "",
            "weight": f"{words.number(Fraction(one.weight) / found.rules.weight * 100, 1)}%",
            "scale": _("0 points at {zero}, 100 at {full}").format(zero=one.zero, full=one.full)
            if one.kind != "judged" else "",
        }
        for one in found.rules.indicators
    ]  # fmt: skip


def guard_said(one: Guard) -> str:
    """Say a guard."""
    told = _("{title}: at most {most} {per}").format(title=said(one.title), most=one.most, per=words.per(one.per))
    return told.strip()


def appeals(found: Standings, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return appeals with their answers."""
    titles = {one.pk: one.title for one in found.entrants}
    return [
        {
            "row": one, "entrant": titles.get(one.entrant, ""), "indicator": title_of(found, one.indicator),
            "text": unseal(one.text), "answer": unseal(one.answer), "by": person_name(one.raised_by),
            "answered_by": person_name(one.answered_by), "state": _(words.APPEALS[one.state][0]),
            "tone": words.APPEALS[one.state][1],
        }
        for one in rows
    ]  # fmt: skip


def contras(found: Standings) -> list[dict[str, Any]]:
    """Return the contra entries."""
    titles = {one.pk: one.title for one in found.entrants}
    return [
        {"row": one, "entrant": titles.get(one.entrant, ""), "points": words.signed(Fraction(one.points)),
         "reason": unseal(one.reason), "by": person_name(one.account)}
        for one in found.contras
    ]  # fmt: skip


def unverified(actor: Actor, row: Arena) -> list[dict[str, Any]]:
    """Return what was entered and does not count yet, and whether the actor may verify it."""
    titles = {one.pk: one.title for one in reads.entrants_of(row)}
    may = rights.has(actor, rights.ENTERS)
    return [
        {"row": one, "entrant": titles.get(one.entrant, ""), "may": may and one.account != (actor.account or 0),
         "by": person_name(one.account), "value": words.number(Fraction(one.value))}
        for one in reads.readings_of(row) if one.verified_at is None
    ]  # fmt: skip


# ── one entrant ────────────────────────────────────────────────────────────────────────────────────────────────────


def entrant_page(actor: Actor, row: Arena, one: Entrant, at: datetime) -> dict[str, Any]:
    """Return what an entrant's page shows: each part of its score, opening onto its records."""
    found = reads.standings(row, at)
    score = found.score(one.code)
    subject = reads.ref_of(one) if one.subject_id else None
    return {
        "arena": row, "entrant": one, "found": found, "score": score, "base": base(found, one),
        "total": words.points(score.total + found.contra(one)) if score else "", "place": score.place if score else 0,
        "contra": words.signed(found.contra(one)) if found.contra(one) else "",
        "improved": words.signed(score.improved) if score else "", "improved_place": score.improved_place if score else 0,
        "record": show(actor, [subject]).get(subject) if subject else None,
        "parts": [part_said(found, one, part) for part in score.parts] if score else [],
        "guards": [guard_row(found, one, *held) for held in score.guards] if score else [],
        "appeals": appeals(found, reads.appeals_of(row, one.pk)), "acts": acts(actor, row, one),
    }  # fmt: skip


def part_said(found: Standings, row: Entrant, part: Part) -> dict[str, Any]:
    """Return a part of a score as a row."""
    one = found.rules.indicator(part.code)
    per = words.per(one.per) if isinstance(one, Indicator) else ""
    return {
        "title": title_of(found, part.code), "url": reverse("desk:arena:rows", args=[row.pk, part.code]),
        "raw": words.number(part.raw), "based": words.number(part.based, 4), "per": per, "points": words.points(part.points),
        "adds": words.points(part.adds), "note": note_of(part),
        "lost": title_of(found, part.lost_to) if part.lost_to else "",
    }  # fmt: skip


def guard_row(found: Standings, row: Entrant, code: str, value: Fraction | None, over: bool) -> dict[str, Any]:
    """Return a guard as a row."""
    one = found.rules.indicator(code)
    costs = [title_of(found, held) for held in one.costs] if isinstance(one, Guard) else []
    most = words.number(Fraction(one.most)) if isinstance(one, Guard) else ""
    return {
        "title": title_of(found, code), "url": reverse("desk:arena:rows", args=[row.pk, code]),
        "value": words.number(value, 4), "most": most, "over": over, "costs": "、".join(costs),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done about an entrant now."""

    title: str
    icon: str
    url: str


def acts(actor: Actor, row: Arena, one: Entrant) -> list[Act]:
    """Return what an actor can do about an entrant now."""
    open_now = row.state == "open"
    may = {
        "reading": open_now and rights.has(actor, rights.ENTERS),
        "mark": open_now and rights.has(actor, rights.JUDGES) and not rights.owns(actor, one) and _any(row, "judged"),
        "appeal": open_now and rights.owns(actor, one), "contra": not open_now and rights.has(actor, rights.LEADS),
    }  # fmt: skip
    return [
        Act(_(title), icon, reverse("desk:arena:act", args=[one.pk, do]))
        for do, (title, icon) in words.ACTS.items()
        if may[do]
    ]


def _any(row: Arena, kind: str) -> bool:
    return any(one.kind == kind for one in reads.rules_of(row).indicators)


def rows_page(actor: Actor, row: Arena, one: Entrant, code: str, at: datetime) -> dict[str, Any]:
    """Return the records behind a figure of an entrant: measures, readings, marks."""
    found = reads.standings(row, at)
    known = found.rules.indicator(code)
    score = found.score(one.code)
    part = next((held for held in score.parts if held.code == code), None) if score else None
    context: dict[str, Any] = {
        "arena": row, "entrant": one, "title": title_of(found, code), "part": part_said(found, one, part) if part else None,
        "known": known, "until": found.until, "rows": [], "readings": [], "marks": [],
    }  # fmt: skip
    if known is None:
        return context
    if known.kind == "judged":
        context["marks"] = marks_said(found, one, code)
        context["method"] = found.rules.judges.method
    elif known.kind == "measure" and by_records(row, one, known.measure):
        context["rows"] = measured(actor, found, one, known.measure)
    else:
        context["readings"] = readings(row, reads.readings_of(row, one.pk, code))
    return context


def measured(actor: Actor, found: Standings, one: Entrant, code: str) -> list[dict[str, Any]]:
    """Return the records behind a measure, each with its page as far as the actor may see it."""
    rows = measures.rows_of(code, reads.ref_of(one), found.arena.begins, found.until)
    seen = show(actor, {held.ref for held in rows})
    return [{"row": held, "seen": seen.get(held.ref)} for held in rows]


def marks_said(found: Standings, one: Entrant, code: str) -> list[dict[str, str]]:
    """Return the marks of the judges, who stand as A, B, C: what is looked at is the mark, not the person."""
    marks = reads.counted(found.arena, found.rules, found.entrants, found.until).marks.get(code, {})
    judges = sorted({judge for row in marks.values() for judge in row})
    told = []
    for number, judge in enumerate(judges):
        own = {entrant: row[judge] for entrant, row in marks.items() if judge in row}
        if one.code in own:
            mean = sum(own.values(), Fraction(0)) / len(own)
            told.append(
                {"judge": chr(65 + number % 26), "mark": words.number(own[one.code]), "mean": words.number(mean)}
            )
    return told


def readings(row: Arena, found: Sequence[Reading]) -> list[dict[str, Any]]:
    """Return readings with their evidence."""
    files = reads.files_of(row)
    told = []
    for one in found:
        there = [files[sha] for sha in one.files if sha in files]
        told.append({
            "row": one, "value": words.number(Fraction(one.value)), "by": person_name(one.account),
            "verified": person_name(one.verified_by), "photos": [photo(row, held) for held in there if held.is_picture],
            "files": [document(row, held) for held in there if not held.is_picture],
        })  # fmt: skip
    return told


def photo(row: Arena, file: Any) -> PhotoShown:
    """Return a picture of a contest."""
    url = reverse("desk:arena:file", args=[row.pk, file.id])
    return PhotoShown(url, f"{url}?small=1", "", "", file.taken_at or file.created_at)


def document(row: Arena, file: Any) -> FileShown:
    """Return a paper of a contest."""
    title, icon = FILES[file.kind]
    url = reverse("desk:arena:file", args=[row.pk, file.id])
    return FileShown(url, neutral_name(file), _(title), size(file.size), icon, file.created_at)


def list_rows(found: Sequence[Arena], at: datetime) -> list[dict[str, Any]]:
    """Return contests for the list."""
    return [
        {"row": one, "url": reverse("desk:arena:arena", args=[one.pk]),
         "state": _("contest frozen") if one.state == "frozen" else _("contest under way"),
         "tone": "green" if one.state == "frozen" else "blue"}
        for one in found
    ]  # fmt: skip
