"""What the pages of benefits show: a claim with its conditions, what stands in the way, its appeal; who is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.clocks.reads import clocks_of, explain
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.scenes.employment import clashes, reads, rights, words
from shiqiao.scenes.employment.definitions import Table
from shiqiao.scenes.employment.granting import Held
from shiqiao.scenes.employment.models import BenefitAppeal, Claim, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.shown import SeekerRow, benefit_title, people_of, rows_of
from shiqiao.scenes.employment.store import APPEAL, CLAIM, day_of, unseal
from shiqiao.surfaces.desk.matterpage import clock_shown
from shiqiao.surfaces.desk.words import approved, clock_steps, person_name, post_title, said

TABS = ("applied", "appealed", "approved", "refused", "ended", "")


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list."""

    row: Claim
    url: str
    title: str
    name: str
    state: str
    tone: str
    why: str
    appeal: tuple[str, str] | None


def claim_rows(actor: Actor, rows: Sequence[Claim], at: datetime) -> list[ClaimRow]:
    """Return claims for a list, with people and appeals in four queries."""
    table = rules_of(actor.street or 0)
    people, appeals = people_of(actor, [row.seeker for row in rows], at), reads.appeals_of([row.pk for row in rows])
    found = []
    for row in rows:
        appeal = appeals.get(row.pk)
        found.append(ClaimRow(
            row, reverse("desk:employment:claim", args=[row.pk]), benefit_title(table, row.benefit),
            people[row.seeker].name if row.seeker in people else "–", *words.pair(words.CLAIMS, row.state),
            words.word(words.REFUSALS, row.why) if row.why else "",
            words.pair(words.APPEALS, appeal.state) if appeal else None,
        ))  # fmt: skip
    return found


def tabs() -> list[tuple[str, str]]:
    """Return the tabs of the list."""
    titles = {
        "applied": _("To be decided"), "appealed": _("Appeals to be decided"), "approved": _("Benefits approved"),
        "refused": _("Benefits refused"), "ended": _("Benefits ended"), "": _("All claims"),
    }  # fmt: skip
    return [(code, titles[code]) for code in TABS]


def page_of(actor: Actor, row: Claim, at: datetime) -> dict[str, Any]:
    """Return what the page of a claim shows."""
    table, appeal = rules_of(row.street), reads.appeal_of(row.pk)
    seeker = reads.access_seeker(actor, row.seeker)
    benefit = table.benefit(row.benefit)
    return {
        "claim": row, "title": benefit_title(table, row.benefit), "state": words.pair(words.CLAIMS, row.state),
        "one": rows_of([seeker], table, day_of(at))[0], "benefit": benefit, "amount": said(benefit.amount) if benefit else "",
        "scope": words.word(words.SCOPES, row.scope), "proof": words.word(words.PROOFS, row.proof),
        "unmet": [words.word(words.UNMET, code) for code in row.unmet], "note": masked(unseal(row.note)),
        "decision": masked(unseal(row.decision)), "why": words.word(words.REFUSALS, row.why) if row.why else "",
        "made_by": person_name(row.made_by) or post_title(row.made_post),
        "decided_by": person_name(row.decided_by), "appeal": _appeal(appeal) if appeal else None,
        "ways": _ways(actor, row, seeker, table, at), "exclusions": _exclusions(table, row.benefit),
        "clocks": _clocks(appeal, row.street, at) if appeal else [], "files": _files(row), "acts": acts(actor, row, appeal),
    }  # fmt: skip


def _ways(actor: Actor, row: Claim, seeker: JobSeeker, table: Table, at: datetime) -> list[dict[str, Any]]:
    """What is received in the period and excludes it; another person's name only where the reader sees that person."""
    if (row.state not in ("applied", "refused") and row.clashes_since is None) or row.during.isempty:
        return []
    return _held(actor, row, clashes.ways(row, seeker, table), table, at)


def _held(actor: Actor, row: Claim, found: Sequence[Held], table: Table, at: datetime) -> list[dict[str, Any]]:
    people = people_of(actor, [one.seeker for one in found], at)
    return [
        {
            "title": benefit_title(table, one.benefit), "until": one.until, "own": one.seeker == row.seeker,
            "name": people[one.seeker].name if one.seeker in people else "",
            "url": reverse("desk:employment:claim", args=[one.claim]) if one.seeker in people else "",
            "end": _end(actor, row.street, one.claim) if one.seeker in people else "",
        }
        for one in found
    ]  # fmt: skip


def _end(actor: Actor, street: int, claim: int) -> str:
    """The way to end a benefit, for whoever decides."""
    return reverse("desk:employment:claim-act", args=[claim, "end"]) if rights.decides(actor, street) else ""


def clash_rows(actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the benefits that clash since people moved together, each beside what stands in its way."""
    table, found = rules_of(actor.street or 0), clashes.clashes(actor, day_of(at))
    shown = claim_rows(actor, [one.claim for one in found], at)
    return [
        {
            "one": line, "others": _held(actor, each.claim, each.others, table, at), "since": each.claim.clashes_since,
            "end": _end(actor, each.claim.street, each.claim.pk),
        }
        for line, each in zip(shown, found, strict=True)
    ]  # fmt: skip


def _exclusions(table: Table, code: str) -> list[tuple[str, str, str]]:
    """The row of the matrix: what excludes it, for whom, why."""
    found = []
    for one in table.excluding(code):
        other = next(name for name in one.between if name != code)
        scope = one.within
        found.append((benefit_title(table, other), words.word(words.SCOPES, scope), said(one.why)))
    return found


def _appeal(row: BenefitAppeal) -> dict[str, Any]:
    return {
        "row": row, "state": words.pair(words.APPEALS, row.state), "reason": masked(unseal(row.reason)),
        "decision": masked(unseal(row.decision)), "by": person_name(row.decided_by),
    }  # fmt: skip


def _clocks(appeal: BenefitAppeal, street: int, at: datetime) -> list[Any]:
    return [
        replace(
            clock_shown(one, at), title=_("Decision on the appeal"), why=clock_steps(approved(explain(one), street))
        )
        for one in clocks_of(Ref(APPEAL, appeal.pk))
    ]


def _files(row: Claim) -> list[tuple[str, str]]:
    found = attachments_of(Ref(CLAIM, row.pk))
    return [(one.name, reverse("desk:employment:claim-file", args=[row.pk, one.pk])) for one in found]


ICONS = {"approve": "check", "refuse": "x", "end": "circle-x", "appeal": "alert-triangle", "decide": "gavel"}


def act_title(do: str) -> str:
    """Return what an act is called."""
    return {
        "approve": _("Approve the benefit"), "refuse": _("Refuse the benefit"), "end": _("End the benefit"),
        "appeal": _("Enter an appeal"), "decide": _("Decide the appeal"),
    }[do]  # fmt: skip


def acts(actor: Actor, row: Claim, appeal: BenefitAppeal | None) -> list[tuple[str, str, str, bool]]:
    """Return what an actor can do with a claim now: (address, title, icon, main)."""
    decides = rights.decides(actor, row.street)
    another = not row.made_by or actor.account != row.made_by
    waits = appeal is not None and appeal.state == "raised"
    open_to = {
        "approve": row.state == "applied" and decides and another, "refuse": row.state == "applied" and decides and another,
        "end": row.state == "approved" and decides,
        "appeal": row.state == "refused" and appeal is None and rights.keeps(actor, row.street, rights.place_of(row)),
        "decide": waits and decides and another and appeal is not None and actor.account != appeal.refused_by,
    }  # fmt: skip
    return [
        (reverse("desk:employment:claim-act", args=[row.pk, do]), act_title(do), icon, do in ("approve", "decide"))
        for do, icon in ICONS.items()
        if open_to[do]
    ]


def entitled_rows(
    rows: Sequence[tuple[JobSeeker, Sequence[str]]], table: Table, at: datetime
) -> list[tuple[SeekerRow, list[tuple[str, str]]]]:
    """Return who is left out, each with the benefits and the way to claim them."""
    shown = {one.row.pk: one for one in rows_of([row for row, _codes in rows], table, day_of(at))}
    found = []
    for row, codes in rows:
        address = reverse("desk:employment:seeker-act", args=[row.pk, "claim"])
        found.append((shown[row.pk], [(benefit_title(table, code), f"{address}?benefit={code}") for code in codes]))
    return found
