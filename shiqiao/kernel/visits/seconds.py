"""Records that came second: the visit had been recorded by another in the meantime. Nothing is lost, nothing done twice.

What came second is kept whole and sealed beside the visit, and a person who sent neither decides: what was recorded first
stands; or what only the second saw is added, as findings that become matters; or, where nobody was home the first time,
it is the next attempt. The same answers twice need nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.paging import Page, cut
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.matters.reads import ways
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.visits import reads, recording, rules, store
from shiqiao.kernel.visits.answers import Brought
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.errors import RecordedDifferently
from shiqiao.kernel.visits.models import SECOND, Place, Second, Visit
from shiqiao.kernel.visits.reads import may_read
from shiqiao.kernel.visits.rules import AGAIN, MANAGERS, VISIT, Change, FindingState
from shiqiao.kernel.visits.store import Standing

FIRST, ADD, NEXT, SAME = "first", "add", "next", "same"
CHOICES = (FIRST, ADD, NEXT)
PAGE = 50


class DecidedAlready(Conflict):
    """Somebody has decided about this record already."""

    code = "decided_already"


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that the two answered, and what each said (None: nothing)."""

    question: str
    first: Any
    second: Any

    @property
    def differs(self) -> bool:
        """Tell whether the two contradict each other."""
        return bool(self.first != self.second)


def keep_second(
    standing: Standing, outcome: str, brought: Brought, client_id: str, *, by: Actor, at: datetime
) -> Second:
    """Keep a record of a visit that is over, in the running transaction; the visit's row is locked.

    The same record again is returned as it stands; other content under its identifier raises RecordedDifferently.
    """
    sheet, text = standing.sheet, brought.text()
    before = Second.objects.filter(street=sheet.street, client_id=client_id).first()
    if before is not None:
        if (before.visit, before.outcome, before.opened()) != (standing.id, outcome, text):
            raise RecordedDifferently
        return before
    salt, recorded = crypto.new_salt(), now()
    row = Second.objects.create(
        street=sheet.street, community=sheet.community, grid=sheet.grid, line=sheet.line, unit=sheet.unit, post=sheet.post,
        kind=sheet.kind, visit=standing.id, outcome=outcome, account=by.account or 0, sent_post=by.post or 0, done_at=at,
        came_at=recorded, content=crypto.encrypt(text, context=SECOND), client_id=client_id, salt=salt,
    )  # fmt: skip
    if pairs := {("evidence", sha) for _, sha in brought.photos}:
        adopt(pairs, subject=Ref(VISIT, standing.id), street=sheet.street, by=by, at=recorded, field="photos")
    kept = crypto.commitment(salt, recording.sent_text(client_id, text))
    files = [["evidence", sha] for _, sha in sorted(brought.photos)]
    more = {"second": row.pk, "outcome": outcome, "kept": kept, **({"files": files} if files else {})}
    store.act(standing, Change("visits.recorded_again", more=more), by=by, at=at, recorded=recorded)
    if _agree(standing, outcome, brought):
        row.state, row.choice, row.decided_at = "decided", SAME, recorded
        row.save(update_fields=["state", "choice", "decided_at"])
    else:
        _tell(row)
    store.save([standing])
    return row


def _agree(standing: Standing, outcome: str, brought: Brought) -> bool:
    first = Brought.read(standing.content)
    return (
        standing.sheet.state == outcome and first.answers == brought.answers and not brought.photos and not brought.note
    )


def _tell(row: Second) -> None:
    head = people.head_above(row.post, now()) if row.post else 0
    if head:
        about = Ref(VISIT, row.visit)
        notify(street=row.street, post=head, kind="visits.recorded_again", subject=about, params={}, at=now())


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def waiting(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Second]:
    """Return a page of the records about which somebody is to decide, the oldest first, as far as the actor sees them."""
    rows: dict[int, Second] = {}
    for branch in ways(actor):
        chosen = Second.objects.filter(branch, state="open").defer("content")
        if after.isdigit() and len(after) < 19:
            chosen = chosen.filter(pk__gt=int(after))
        rows.update({row.pk: row for row in chosen.order_by("pk")[: limit + 1]})
    ordered = [rows[number] for number in sorted(rows)]
    return cut(ordered, limit, lambda row: row.pk)


def access_second(actor: Actor, number: int) -> Second:
    """Return a second record the actor may see; absent and not yours are the same NotFound."""
    row = Second.objects.filter(pk=number).first()
    visit = Visit.objects.filter(pk=row.visit).defer("content").first() if row else None
    if row is None or visit is None or not may_read(actor, visit):
        raise NotFound
    return row


def seconds_of(visit: int) -> list[Second]:
    """Return what came second for a visit, the oldest first; who may see the visit is decided before."""
    return list(Second.objects.filter(visit=visit).order_by("pk"))


def brought_second(row: Second) -> Brought:
    """Return what was sent second."""
    return Brought.read(row.opened())


def differences(visit: Visit, row: Second) -> list[Difference]:
    """Return all questions that either answered, in the order of the checklist."""
    first, second = reads.brought(visit).answers, brought_second(row).answers
    kind = reads.kind_of(visit)
    keys = [key for key in kind.keys if key in first or key in second]
    keys += sorted((first.keys() | second.keys()) - set(keys))
    return [Difference(key, first.get(key), second.get(key)) for key in keys]


def choices(visit: Visit, row: Second) -> tuple[str, ...]:
    """Return what may be decided about a record that came second."""
    if row.state != "open":
        return ()
    found = [FIRST]
    if visit.state == "done" and row.outcome == "done" and not visit.recheck_of:
        known = {one.question for one in reads.findings([visit.pk]).get(visit.pk, [])}
        bad = reads.kind_of(visit).findings(brought_second(row).answers)
        found += [ADD] if any(one.question not in known for one in bad) else []
    if _next_attempt(visit) is not None:
        found.append(NEXT)
    return tuple(found)


def may_decide(actor: Actor, visit: Visit, row: Second) -> bool:
    """Tell whether an actor decides: whoever shares this work out, but not who sent it."""
    return bool(rules.roles_of(actor, visit) & MANAGERS) and actor.account != row.account and row.state == "open"


def _next_attempt(visit: Visit) -> Visit | None:
    """Return the attempt that follows a visit at which nobody was home, while it is still to be made."""
    if visit.state not in AGAIN:
        return None
    rows = Visit.objects.filter(
        subject_kind=visit.subject_kind, subject_id=visit.subject_id, kind=visit.kind, place=visit.place, plan=visit.plan,
        recheck_of=visit.recheck_of, latest=visit.latest, state="planned", attempt__gt=visit.attempt,
    )  # fmt: skip
    return rows.order_by("attempt").first()


# ── deciding ───────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(*, second: int, choice: str, by: Actor, at: datetime) -> Mapping[str, Any]:
    """Decide about a record that came second; returns what became of it: matters, and the visit that follows.

    `choice` is first, add or next, as `choices` offers. Locks the visit's row first, then the record. Raises NotFound,
    Forbidden, DecidedAlready, Invalid.
    """
    with scope.scoped(*scope.of(by)):
        seen = access_second(by, second)
        standing = store.lock(seen.visit)
        row = Second.objects.select_for_update().get(pk=second)
        visit = Visit.objects.get(pk=row.visit)
        if row.state != "open":
            raise DecidedAlready
        if not may_decide(by, visit, row):
            raise Forbidden("Whoever shares out the visits of this place decides, and nobody about an own record.")
        if choice not in choices(visit, row):
            raise Invalid(fields={"choice": "Choose one of the ways that are offered."})
        made: Mapping[str, Any] = {}
        if choice == NEXT:
            made = _as_next(visit, row)
            standing = store.lock(visit.pk)
        states, following = ((), []) if choice != ADD else _added(standing, row, made := {}, at=at)
        more = {"second": row.pk, "choice": choice}
        change = Change("visits.second_decided", findings=states, more=more)
        store.save([store.act(standing, change, by=by, at=at, recorded=now()), *following])
        row.state, row.choice, row.decided_by, row.decided_at = "decided", choice, by.account or 0, at
        row.save(update_fields=["state", "choice", "decided_by", "decided_at"])
        return made


def _sender(row: Second) -> Actor:
    """Return who sent a record, as who they are today: what was done is theirs, whoever recognises it."""
    return people.actor_for(Account.objects.get(pk=row.account))


def _as_next(visit: Visit, row: Second) -> Mapping[str, Any]:
    """Record it as the next attempt, under its own identifier, by who made it."""
    attempt, brought = _next_attempt(visit), brought_second(row)
    assert attempt is not None
    lon, lat = (float(part) for part in brought.point.split(",")) if brought.point else (None, None)
    made = recording.record_visit(
        visit=attempt.pk, outcome=row.outcome, client_id=row.client_id, by=_sender(row), at=row.done_at,
        answers=brought.answers, note=brought.note, photos=brought.photos, lon=lon, lat=lat,
    )  # fmt: skip
    return {"visit": attempt.pk, "matters": list(made.matters)}


def _added(
    standing: Standing, row: Second, made: dict[str, Any], *, at: datetime
) -> tuple[tuple[FindingState, ...], list[Standing]]:
    """Add what only the second saw: findings that become matters, and a re-check where none is planned yet."""
    kind, place, brought = (
        reads.kind_of_sheet(standing.sheet),
        Place.objects.get(pk=standing.sheet.place),
        brought_second(row),
    )
    known, by = {one.question for one in standing.sheet.findings}, _sender(row)
    only = _without(kind, brought, known)
    states, numbers = recording.report_all(standing, kind, place, only, by=by, at=row.done_at)
    made["matters"] = numbers
    if standing.sheet.open_findings or Visit.objects.filter(recheck_of=standing.id, state="planned").exists():
        return states, []
    return states, [recording.plan_recheck(standing, kind, by=by, at=at)]


def _without(kind: VisitKind, brought: Brought, known: set[str]) -> Brought:
    """Return what was brought without the answers whose findings are known already."""
    return replace(brought, answers={key: value for key, value in brought.answers.items() if key not in known})
