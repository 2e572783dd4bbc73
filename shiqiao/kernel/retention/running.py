"""Publishing rules, setting holds, and carrying rules out: proposed, approved by another person, done in blocks."""

import time as clock
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.retention import hooks, reads, rules
from shiqiao.kernel.retention.erasing import RULE, erase
from shiqiao.kernel.retention.errors import ErasureHeld, NotSecondPerson, RulesNotSound, RunNotWaiting
from shiqiao.kernel.retention.hooks import Order
from shiqiao.kernel.retention.models import NOTE, Hold, RetentionVersion, Run
from shiqiao.kernel.retention.rules import Rule, Table

PROPOSES, APPROVES = frozenset({"security_admin"}), frozenset({"security_admin", "leader"})
REASONS = ("dispute", "review", "investigation", "audit", "other")
NOTE_MOST, HOLD_MOST = 500, timedelta(days=3 * 366)
A_BLOCK, A_ROUND = 20, 5.0  # subjects of a transaction; seconds that one round of the worker may take


def _needs(by: Actor, roles: frozenset[str], sentence: str) -> None:
    if by.kind != "system" and not by.roles & roles:
        raise Forbidden(sentence)


@transaction.atomic
def publish_rules(*, street: int, text: str, by: Actor, at: datetime) -> RetentionVersion:
    """Publish a street's retention rules from YAML text. Unchanged rules keep their version.

    Nothing is erased by publishing. Raises RulesNotSound naming each place.
    """
    _needs(by, PROPOSES, "Only a security administrator may publish retention rules.")
    table = rules.parse(text)
    if wrong := dict(rules.check(table, list(hooks.holdings), street)):
        raise RulesNotSound(fields=wrong)
    mark = rules.fingerprint(table)
    latest = RetentionVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
    if latest and latest.fingerprint == mark:
        return latest
    row = RetentionVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, fingerprint=mark, table=rules.plain(table),
        text=text, published_at=at, published_by=by.code,
    )  # fmt: skip
    data = {"version": row.version, "rules": len(table.rules), "fingerprint": mark}
    write("retention.published", subject=Ref("retention", row.id), street=street, by=by, at=at, data=data)
    return row


# ── holds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def set_hold(*, subject: Ref, reason: str, note: str, until: datetime, by: Actor, at: datetime) -> Hold:
    """Hold one subject: neither rule nor request erases it until that moment. Raises Invalid naming the field."""
    _needs(by, PROPOSES, "Only a security administrator may set a hold.")
    wrong = {}
    if hooks.holding(subject.kind) is None:
        wrong["kind"] = "No part keeps data of this kind; see docs/how-to/retention.md for the kinds."
    if reason not in REASONS:
        wrong["reason"] = "Choose why it is held."
    if not note.strip() or len(note) > NOTE_MOST:
        wrong["note"] = "Say in up to {most} characters what it is held for."
    if not at < until <= at + HOLD_MOST:
        wrong["until"] = "Choose a day within the next three years; a hold can be set again."
    if wrong:
        raise Invalid(fields=wrong, most=NOTE_MOST)
    street = by.street or 0
    row = Hold(
        street=street, kind=subject.kind, subject=subject.id, reason=reason,
        note=crypto.encrypt(note.strip(), context=NOTE), until=until, set_at=at, set_by=by.code,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(fields={"subject": "This is held already; lift that hold first."}) from None
    data = {"of": str(subject), "reason": reason, "until": until.isoformat()}
    write("retention.held", subject=Ref("hold", row.id), street=street, by=by, at=at, data=data)
    return row


@transaction.atomic
def lift_hold(*, hold: int, by: Actor, at: datetime) -> Hold:
    """Lift a hold before it ends by itself."""
    _needs(by, PROPOSES, "Only a security administrator may lift a hold.")
    row = the_one(Hold.objects.select_for_update().filter(pk=hold, lifted_at=None))
    row.lifted_at, row.lifted_by = at, by.code
    row.save(update_fields=["lifted_at", "lifted_by"])
    data = {"of": str(Ref(row.kind, row.subject))}
    write("retention.lifted", subject=Ref("hold", row.id), street=row.street, by=by, at=at, data=data)
    return row


# ── runs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def propose_run(*, names: tuple[str, ...], by: Actor, at: datetime) -> Run:
    """Propose to carry rules out as of now, with what a dry run counts. Another person approves it.

    Raises Invalid for rules that are not in force, Conflict while another run is open.
    """
    _needs(by, PROPOSES, "Only a security administrator may propose a run.")
    street = by.street or 0
    version = reads.latest(street)
    table = reads.table_of(version)
    wanted = [rule for rule in table.rules if rule.name in names] if table else []
    if version is None or table is None or not wanted or len(wanted) != len(set(names)):
        raise Invalid(fields={"rules": "Choose rules of the version in force."})
    counted = {
        one.rule.name: {"count": one.count, "held": one.held}
        for one in reads.dry_run(table, street=street, as_of=at)
        if one.rule in wanted
    }
    row = Run(
        street=street, version=version.version, rules=[rule.name for rule in wanted], counted=counted, as_of=at,
        state="proposed", proposed_by=by.code, proposed_account=by.account or 0,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("A run waits or works already; let it end first, or refuse it.") from None
    data = {"version": row.version, "rules": row.rules, "counted": counted}
    write("retention.proposed", subject=Ref("retention_run", row.id), street=street, by=by, at=at, data=data)
    return row


@transaction.atomic
def decide_run(*, run: int, approve: bool, by: Actor, at: datetime) -> Run:
    """Approve or refuse a proposed run. Who proposed it cannot approve it (NotSecondPerson), but may take it back."""
    _needs(by, APPROVES, "Only a security administrator or a leader may decide a run.")
    row = the_one(Run.objects.select_for_update().filter(pk=run, street=by.street or 0))
    if row.state != "proposed":
        raise RunNotWaiting
    if approve and row.proposed_account == (by.account or 0):
        raise NotSecondPerson
    row.state = "approved" if approve else "refused"
    row.decided_at, row.decided_by, row.decided_account = at, by.code, by.account or 0
    row.save()
    code = "retention.approved" if approve else "retention.refused"
    write(code, subject=Ref("retention_run", row.id), street=row.street, by=by, at=at, data={"rules": row.rules})
    return row


def run_approved(*, at: datetime) -> int:
    """Do blocks of every approved run for a few seconds; returns how many were erased. Worker's round, all streets."""
    done = 0
    for number in Run.objects.filter(state="approved").order_by("id").values_list("id", flat=True):
        until, over = clock.monotonic() + A_ROUND, False
        while not over and clock.monotonic() < until:
            erased, over = carry_on(run=number, at=at)
            done += erased
    return done


def carry_on(*, run: int, at: datetime, progress: Callable[[int], None] = lambda n: None) -> tuple[int, bool]:
    """Do the next block of an approved run; returns how many subjects were erased and whether the run is over.

    A block is one transaction with its place in the cursor: what was interrupted is done again from where it stood.
    """
    with transaction.atomic():
        row = Run.objects.select_for_update().filter(pk=run, state="approved").first()
        if row is None:
            return 0, True
        version = RetentionVersion.objects.get(street=row.street, version=row.version)
        table = Table.model_validate(version.table)
        rule = next((one for one in table.rules if one.name in row.rules and row.cursor.get(one.name) != "end"), None)
        if rule is None:
            return 0, _finish(row, at)
        erased = _block(row, table, rule, at)
        row.save(update_fields=["cursor", "done"])
    progress(erased)
    return erased, False


def _block(row: Run, table: Table, rule: Rule, at: datetime) -> int:
    found = hooks.holding(rule.kind)
    asked = reads.asked_by(table, rule, row.street, row.as_of)
    asked = replace(asked, after=int(row.cursor.get(rule.name, 0)), limit=A_BLOCK)
    ids = found.due(asked) if found else []
    stopped = reads.stops(rule.kind, ids, at) if ids else {}
    by, counts = system("retention", street=row.street), row.done.get(rule.name, {"erased": 0, "held": 0})
    for number in ids:
        counts["held" if number in stopped or not _erased(row, rule, number, by, at) else "erased"] += 1
    row.done = {**row.done, rule.name: counts}
    row.cursor = {**row.cursor, rule.name: ids[-1] if ids else "end"}
    return len(ids) - len(stopped)


def _erased(row: Run, rule: Rule, number: int, by: Actor, at: datetime) -> bool:
    order = Order(Ref(rule.kind, number), rule.act, RULE, by, at, rule.name)
    try:
        return erase(order=order, street=row.street) is not None
    except ErasureHeld:  # it was taken up again between asking and locking
        return False


def _finish(row: Run, at: datetime) -> bool:
    row.state, row.finished_at = "done", at
    row.save(update_fields=["state", "finished_at"])
    by, data = system("retention", street=row.street), {"done": row.done}
    write("retention.ran", subject=Ref("retention_run", row.id), street=row.street, by=by, at=at, data=data)
    return True
