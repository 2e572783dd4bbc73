"""What the pages show of front teams, assembled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.party.fronts import forms, reads, rights, rules, words
from shiqiao.scenes.party.fronts.actions import TEAM
from shiqiao.scenes.party.fronts.reads import Team
from shiqiao.scenes.party.fronts.tables import FIELDS, FrontCharge, FrontEntry, FrontTeam
from shiqiao.scenes.party.leadpages import files_shown, steps_of, words_of
from shiqiao.surfaces.desk.words import person_name
from shiqiao.surfaces.desk.words import place as place_title


@dataclass(frozen=True)
class Card:
    """A team on the board."""

    row: FrontTeam
    url: str
    kind: str
    field: str
    where: str
    leader: str
    members: int
    brought: rules.Brought
    front: Shown | None
    front_title: str
    log_url: str = ""


def card(team: Team, fronts: Mapping[Ref, Shown], day: date, mine: bool = False) -> Card:
    """Return a team for the board; `mine` gives the way to its day log."""
    row, front = team.row, reads.front_of(team.row)
    told = fronts.get(front) if front else None
    leader = team.leader(day)
    return Card(
        row, reverse("desk:fronts:team", args=[row.pk]), _(words.KINDS[row.kind]), _(words.FIELDS[row.field]),
        place_title(row.community) if row.community else _("The whole street"), person_name(leader) if leader else "–",
        len(team.here(day)), team.brought, told, told.title if told else row.front_name or _("a record of another field"),
        reverse("desk:fronts:log", args=[row.pk]) if mine else "",
    )  # fmt: skip


def cards(actor: Actor, tab: str, field: str, at: datetime) -> list[Card]:
    """Return the teams of a tab."""
    teams, day = reads.teams(actor, tab=tab, field=field), localdate(at)
    fronts = reads.fronts_shown(actor, [one.row for one in teams])
    return [card(one, fronts, day, any(m.account == actor.account for m in one.here(day))) for one in teams]


def board(actor: Actor, tab: str, field: str, at: datetime) -> dict[str, Any]:
    """Return the board of the teams, with what all of them brought."""
    tab, field = tab if tab in words.TABS else "standing", field if field in FIELDS else ""
    found = cards(actor, tab, field, at)
    return {
        "cards": found, "tab": tab, "field": field, "tabs": [(code, _(title)) for code, title in words.TABS.items()],
        "fields": [("", _("All fields")), *((code, _(title)) for code, title in words.FIELDS.items())],
        "forms": rights.forms(actor), "sum": total([one.brought for one in found]),
        "members": sum(one.members for one in found),
    }  # fmt: skip


def total(rows: Sequence[rules.Brought]) -> rules.Brought:
    """Return what several teams brought together."""
    return rules.Brought(
        *(sum(getattr(one, name) for one in rows) for name in ("days", "lines", "times", "charges", "done"))
    )


def acts(actor: Actor, row: FrontTeam, day: date) -> list[tuple[str, str, str]]:
    """Return what an actor can do with a team: address, title, icon."""
    if row.ended is not None or not rights.manages(actor, row, day):
        return []
    return [(reverse("desk:fronts:act", args=[row.pk, name]), str(one[1]), one[2]) for name, one in forms.ACTS.items()]


def page_of(actor: Actor, row: FrontTeam, after: str, at: datetime) -> dict[str, Any]:
    """Return what a team's page shows."""
    team, day = reads.known([row])[0], localdate(at)
    here = {one.account: one for one in team.here(day)}
    page, files = reads.log_of(row, after=after), reads.files_of(row)
    manages = row.ended is None and rights.manages(actor, row, day)
    everybody = [one.account for one in team.members]
    return {
        "team": row, "card": card(team, reads.fronts_shown(actor, [row]), day, (actor.account or 0) in here and not row.ended),
        "aim": words_of(row.aim), "acts": acts(actor, row, day),
        "members": [
            (person_name(account), _member(account, here), told)
            for account, told in rules.each(everybody, team.lines, team.counted)
        ],
        "charges": charges(actor, team, manages), "log": [entry(one, row, files) for one in page.rows], "next": page.next,
        "steps": steps_of(Ref(TEAM, row.pk), row.street, {})[:40],
    }  # fmt: skip


def _member(account: int, here: Mapping[int, Any]) -> str:
    if account not in here:
        return _("left")
    return _("Leader of the team") if here[account].role == "leader" else _("Member of the team")


def charges(actor: Actor, team: Team, manages: bool) -> list[dict[str, Any]]:
    """Return the charges of a team, those that are open first."""
    refs = show(actor, {Ref(one.about_kind, one.about_id) for one in team.charges if one.about_id})
    found = [
        {
            "row": one, "title": charge_title(one, refs), "about": refs.get(Ref(one.about_kind, one.about_id or 1)),
            "by": person_name(one.account), "state": _charge_state(one),
            "settles": not (one.done_at or one.dropped_at or team.row.ended) and (manages or one.account == actor.account),
        }
        for one in team.charges
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one["row"].dropped_at is not None, one["row"].done_at is not None))


def charge_title(row: FrontCharge, refs: Mapping[Ref, Shown]) -> str:
    """Say what a charge is of."""
    told = refs.get(Ref(row.about_kind, row.about_id)) if row.about_id else None
    return told.title if told else words_of(row.label) or _("a record of another field")


def _charge_state(row: FrontCharge) -> tuple[str, str]:
    if row.dropped_at:
        return _("charge given up"), "grey"
    return (_("charge done"), "green") if row.done_at else (_("charge open"), "yellow")


def entry(row: FrontEntry, team: FrontTeam, files: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of the day log."""
    title, icon = words.DONE[row.done]
    url = lambda number: reverse("desk:fronts:file", args=[team.pk, number])  # noqa: E731
    return {
        "row": row, "title": _(title), "icon": icon, "by": person_name(row.account), "text": words_of(row.text),
        "files": files_shown(row.files, files, url),
    }  # fmt: skip


def own_charges(actor: Actor, row: FrontTeam) -> list[tuple[str, str]]:
    """Return the actor's open charges in a team, to choose from."""
    mine = [
        one
        for one in reads.known([row])[0].charges
        if one.account == actor.account and not (one.done_at or one.dropped_at)
    ]
    refs = show(actor, {Ref(one.about_kind, one.about_id) for one in mine if one.about_id})
    return [(str(one.pk), charge_title(one, refs)) for one in mine]
