"""What the pages show of honours, pursuits, themes and meetings, assembled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.party.honours import forms, reads, rights, rules, words
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.store import HONOUR, MEETING, PURSUIT, Holder
from shiqiao.scenes.party.honours.tables import Honour, PartyMeeting, Pursuit, PursuitCriterion, PursuitEntry
from shiqiao.scenes.party.leading import unseal
from shiqiao.scenes.party.leadpages import files_shown, steps_of, words_of
from shiqiao.surfaces.desk.words import person_name, post_title, said, unit_title
from shiqiao.surfaces.desk.words import place as place_title


@dataclass(frozen=True)
class HonourRow:
    """An honour in a list."""

    row: Honour
    url: str
    level: str
    holder: str
    state: str
    tone: str


def honour_row(actor: Actor, row: Honour, today: date) -> HonourRow:
    """Return an honour for a list."""
    stands = rules.standing(row.valid_until, row.withdrawn_at is not None, today, rules_of(row.street).warn_days)
    state, tone = words.standing(stands)
    who = words.holder(actor, Holder(row.holder_kind, row.holder, row.ref_kind))
    level = words.titled(row.street, "level", row.level)
    return HonourRow(row, reverse("desk:honours:honour", args=[row.pk]), level, who, state, tone)


def register(actor: Actor, tab: str, level: str, after: str, at: datetime) -> dict[str, Any]:
    """Return the register: honours of a tab, what is pursued, the tabs."""
    today, street = localdate(at), actor.street or 0
    tab = tab if tab in words.TABS else "held"
    page, many = reads.honours(actor, tab, today, level=level, after=after), reads.counted(actor, today)
    return {
        "rows": [honour_row(actor, one, today) for one in page.rows], "next": page.next, "tab": tab, "level": level,
        "tabs": [(code, _(title), many.get(code, "")) for code, title in words.TABS.items()],
        "levels": [("", _("Every level")), *((one.code, said(one.title)) for one in rules_of(street).levels)],
        "pursuits": pursuit_cards(actor, at), "keeps": rights.keeps(actor), "warn": rules_of(street).warn_days,
    }  # fmt: skip


def honour_page(actor: Actor, row: Honour, at: datetime) -> dict[str, Any]:
    """Return what an honour's page shows."""
    files = reads.files_of(HONOUR, row.pk)
    return {
        "one": honour_row(actor, row, localdate(at)), "honour": row, "words": words_of(row.words),
        "files": files_shown(row.files, files, lambda n: reverse("desk:honours:file", args=["honour", row.pk, n])),
        "withdraws": rights.keeps(actor) and row.withdrawn_at is None, "by": person_name(row.recorded_by),
        "steps": steps_of(Ref(HONOUR, row.pk), row.street, {}),
    }  # fmt: skip


def pursuit_cards(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the pursuits with how far they are, in two queries."""
    rows, today = reads.pursuits(actor), localdate(at)
    criteria = reads.criteria_of([row.pk for row in rows])
    return [pursuit_card(actor, row, criteria.get(row.pk, []), today) for row in rows]


def pursuit_card(actor: Actor, row: Pursuit, criteria: Sequence[PursuitCriterion], today: date) -> dict[str, Any]:
    """Return a pursuit with how far it is."""
    state, tone = words.pursuit(row.state)
    return {
        "row": row, "url": reverse("desk:honours:pursuit", args=[row.pk]), "state": state, "tone": tone,
        "level": words.titled(row.street, "level", row.level),
        "holder": words.holder(actor, Holder(row.holder_kind, row.holder)),
        "owner": post_title(row.owner), "reached": reads.reached(criteria, today),
        "over": row.state == "open" and row.due < today,
    }  # fmt: skip


def pursuit_page(actor: Actor, row: Pursuit, at: datetime) -> dict[str, Any]:
    """Return what a pursuit's page shows: criteria with evidence, gap, owner and day."""
    today, criteria, entries = localdate(at), reads.criteria_of([row.pk])[row.pk], reads.entries_of(row)
    files = reads.files_of(PURSUIT, row.pk)
    refs = show(actor, {Ref(one.about_kind, one.about_id) for one in entries if one.about_id})
    runs, carries = row.state in reads.RUNS, rights.carries(actor, row)
    names = [*(["apply"] if row.state == "open" else []), "end"] if runs and carries else []
    return {
        "card": pursuit_card(actor, row, criteria, today), "pursuit": row,
        "acts": [
            (reverse("desk:honours:act", args=[row.pk, one]), str(forms.ACTS[one][1]), forms.ACTS[one][2]) for one in names
        ],
        "criteria": [criterion(actor, row, one, entries, files, refs, today) for one in criteria],
        "honour": reverse("desk:honours:honour", args=[row.honour]) if row.honour else "",
        "steps": steps_of(Ref(PURSUIT, row.pk), row.street, {one.pk: words_of(one.text) for one in entries}),
    }  # fmt: skip


def criterion(
    actor: Actor, row: Pursuit, one: PursuitCriterion, entries: Sequence[PursuitEntry], files: Mapping[str, Any],
    refs: Mapping[Ref, Any], today: date,
) -> dict[str, Any]:  # fmt: skip
    """Return a criterion with its evidence and what can be done with it."""
    names: list[str] = []
    if row.state in reads.RUNS and rights.proves(actor, row, one):
        names = ["prove"]
        if rights.carries(actor, row):
            names += ["unmet"] if one.state == "met" else ["gap", *(["met"] if one.evidence else [])]
    return {
        "row": one, "title": said(rules_of(row.street, row.version).criterion(row.award, one.code)),
        "gap": words_of(one.gap) if one.state == "open" else "", "owner": post_title(one.owner),
        "over": one.state == "open" and row.state in reads.RUNS and one.due < today, "met": one.state == "met",
        "acts": [
            (reverse("desk:honours:criterion", args=[row.pk, one.pk, name]), str(forms.CRITERION_ACTS[name][1]), name)
            for name in names
        ],
        "evidence": [
            proof(entry, row, files, refs) for entry in entries if entry.criterion == one.pk and entry.kind == "proved"
        ],
    }  # fmt: skip


def proof(entry: PursuitEntry, row: Pursuit, files: Mapping[str, Any], refs: Mapping[Ref, Any]) -> dict[str, Any]:
    """Return evidence of a criterion."""
    return {
        "row": entry, "text": words_of(entry.text), "by": person_name(entry.account),
        "files": files_shown(entry.files, files, lambda n: reverse("desk:honours:file", args=["pursuit", row.pk, n])),
        "about": refs.get(Ref(entry.about_kind, entry.about_id or 1)),
    }  # fmt: skip


def study_page(actor: Actor, year: int, at: datetime) -> dict[str, Any]:
    """Return the study plan of a year: themes with the line of the plan that they serve and their meetings."""
    year = year or localdate(at).year
    rows = reads.themes(actor, year)
    plans = show(actor, {Ref(one.plan_kind, one.plan_id) for one, _n in rows if one.plan_id})
    return {
        "year": year, "keeps": rights.keeps(actor),
        "themes": [
            {
                "row": one, "lead": post_title(one.lead), "meetings": many,
                "plan": plans.get(Ref(one.plan_kind, one.plan_id or 1)),
                "url": f"{reverse('desk:honours:meetings')}?theme={one.pk}",
                "over": not many and one.month < localdate(at).replace(day=1),
            }
            for one, many in rows
        ],
    }  # fmt: skip


def meeting_row(row: PartyMeeting) -> dict[str, Any]:
    """Return a meeting in a list."""
    whose = (
        place_title(row.community) if row.community else unit_title(row.unit) if row.unit else _("The street's office")
    )
    return {
        "row": row, "url": reverse("desk:honours:meeting", args=[row.pk]),
        "kind": words.titled(row.street, "meeting", row.kind),
        "whose": whose, "share": 100 * row.came // row.expected, "matter": words_of(row.matter),
    }  # fmt: skip


def meeting_page(actor: Actor, row: PartyMeeting) -> dict[str, Any]:
    """Return what a meeting's page shows; names masked."""
    files = reads.files_of(MEETING, row.pk)
    names = unseal(row.names).replace("，", "、").replace(",", "、").split("、")
    return {
        "one": meeting_row(row), "meeting": row, "theme": reads.theme_titles(actor).get(row.theme, ""),
        "names": "、".join(mask_name(one.strip()) for one in names if one.strip()), "by": person_name(row.recorded_by),
        "files": files_shown(row.files, files, lambda n: reverse("desk:honours:file", args=["meeting", row.pk, n])),
    }  # fmt: skip


def meetings_page(actor: Actor, kind: str, theme: int, after: str) -> dict[str, Any]:
    """Return the list of meetings, narrowed."""
    street = actor.street or 0
    page = reads.meetings(actor, kind=kind, theme=theme, after=after)
    return {
        "rows": [meeting_row(one) for one in page.rows], "next": page.next, "kind": kind, "theme": theme,
        "theme_title": reads.theme_titles(actor).get(theme, "") if theme else "", "keeps": rights.keeps(actor),
        "kinds": [("", _("Every kind")), *((one.code, said(one.title)) for one in rules_of(street).meetings)],
    }  # fmt: skip


def said_of(row: Pursuit, one: PursuitCriterion) -> str:
    """Return the title of a criterion."""
    return said(rules_of(row.street, row.version).criterion(row.award, one.code))
