"""From the signature to the new home: numbers of one series, audited by another, void with a reason, decided, vacated, paid."""

from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.scenes.projects.renewal import rights, rules
from shiqiao.scenes.projects.renewal.errors import FileNotSo, FlatTaken, NotTheTime, SignedByYourself
from shiqiao.scenes.projects.renewal.filing import go, reckon_into
from shiqiao.scenes.projects.renewal.store import FILE, day_of, enter, lock_file, note, seal, written
from shiqiao.scenes.projects.renewal.tables import Flat, Renewal, RenewalEntry, RenewalFile, Signature


@transaction.atomic
def sign(*, file: int, agreement: str = "", by: Actor, at: datetime) -> RenewalFile:
    """Sign: the next number of the project's series, taken under the lock of the project's row.

    The bonus counts as of the day. Who chose a flat needs a reserved one. Raises NotTheTime, FileNotSo, FlatTaken.
    """
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        held = Renewal.objects.select_for_update().get(pk=row.renewal)
        day = day_of(at)
        if held.sign_from is None or held.sign_until is None or not held.sign_from <= day <= held.sign_until:
            raise NotTheTime
        go(row, "sign")
        if row.choice == rules.EXCHANGE and not Flat.objects.filter(file=row.pk, state="reserved").update(
            state="signed", changed_at=at
        ):
            raise FlatTaken(fields={"flat": "Reserve a flat for this household first."})
        reckon_into(row, held, at)
        number = _next_number(held, row, by, at)
        row.number, row.signed_at, row.signed_by = number, at, by.account or 0
        row.agreement = written(agreement)[:30] or f"{held.code}-{number:04}"
        row.audited_at, row.audited_by = None, 0
        row.save()
        note(
            "projects.file_signed",
            Ref(FILE, row.pk),
            row.street,
            by,
            at,
            number=number,
            terms=row.terms,
            total=row.total,
        )
        return row


def _next_number(held: Renewal, row: RenewalFile, by: Actor, at: datetime) -> int:
    """Take the next number; the caller holds the lock of the project's row."""
    held.last_number += 1
    held.save(update_fields=["last_number"])
    Signature.objects.create(
        street=row.street, renewal=held.pk, number=held.last_number, before=held.last_number - 1 or None, file=row.pk,
        account=by.account or 0, at=at,
    )  # fmt: skip
    return held.last_number


def signers(row: RenewalFile) -> set[int]:
    """Return the accounts that had a hand in the agreement that stands: who signed, and who corrected it since."""
    entries = RenewalEntry.objects.filter(file=row.pk, kind="corrected", at__gte=row.signed_at or row.surveyed_at)
    return {row.signed_by, *entries.values_list("account", flat=True)} - {0}


@transaction.atomic
def audit(*, file: int, good: bool, words: str = "", by: Actor, at: datetime) -> RenewalFile:
    """Audit an agreement, another person than who signed or corrected it; only what is audited counts.

    What fails is corrected and audited again, or its signature is void. Raises SignedByYourself, FileNotSo, Invalid.
    """
    rights.refuse(by, rights.AUDITS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        if not by.account or by.account in signers(row):
            raise SignedByYourself
        go(row, "pass_audit" if good else "fail_audit")
        words = written(words, "words", "" if good else "Write what is wrong with the agreement.")
        row.audited_at, row.audited_by = (at, by.account) if good else (None, 0)
        row.failures += not good
        row.save()
        if words:
            enter(row, "audited" if good else "failed", by=by, at=at, text=words)
        note(
            "projects.file_audited" if good else "projects.file_audit_failed",
            Ref(FILE, row.pk),
            row.street,
            by,
            at,
            number=row.number,
        )
        return row


@transaction.atomic
def correct(*, file: int, words: str, by: Actor, at: datetime) -> RenewalFile:
    """Say that what an audit found is corrected; the number stays, the audit comes again. Raises FileNotSo, Invalid."""
    rights.refuse(by, rights.WORKS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        go(row, "correct")
        enter(row, "corrected", by=by, at=at, text=written(words, "words", "Write what was corrected."))
        row.save(update_fields=["state"])
        note("projects.file_corrected", Ref(FILE, row.pk), row.street, by, at, number=row.number)
        return row


@transaction.atomic
def void(*, file: int, words: str, by: Actor, at: datetime) -> RenewalFile:
    """Declare a signature void, with the reason; its number stays in the series. Raises FileNotSo, Invalid."""
    rights.refuse(by, rights.AUDITS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        reason = written(words, "words", "Write why the signature is void.")
        go(row, "void")
        Signature.objects.filter(file=row.pk, voided_at=None).update(
            voided_at=at, voided_by=by.account or 0, reason=seal(reason)
        )
        Flat.objects.filter(file=row.pk, state="signed").update(state="reserved", changed_at=at)
        number, row.number, row.agreement = row.number, None, ""
        row.signed_at, row.signed_by, row.audited_at, row.audited_by = None, 0, None, 0
        row.save()
        enter(row, "void", by=by, at=at, text=reason)
        note("projects.file_void", Ref(FILE, row.pk), row.street, by, at, number=number)
        return row


@transaction.atomic
def decide(*, file: int, words: str, by: Actor, at: datetime) -> RenewalFile:
    """Enter the compensation decision (补偿决定) for a household that did not sign in the term (条例第二十六条).

    Raises NotTheTime while the term runs, FileNotSo, Invalid.
    """
    rights.refuse(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        held = Renewal.objects.get(pk=row.renewal)
        if held.sign_until is None or day_of(at) <= held.sign_until:
            raise NotTheTime
        basis = written(words, "words", "Write number and basis of the decision.")
        go(row, "decide")
        row.choice, row.terms = row.choice or rules.MONEY, row.terms or held.terms
        reckon_into(row, held, at)
        row.decided_at = at
        row.save()
        enter(row, "decided", by=by, at=at, text=basis)
        note("projects.file_decided", Ref(FILE, row.pk), row.street, by, at, total=row.total)
        return row


@transaction.atomic
def advance(*, file: int, do: str, by: Actor, at: datetime) -> RenewalFile:
    """Enter that a dwelling is vacated, that it is paid, or that the household is housed. Raises FileNotSo, FlatTaken."""
    rights.refuse(by, rights.WORKS)
    if do not in LATER:
        raise Invalid(fields={"do": "Choose what was done."})
    with scope.scoped(*scope.of(by)):
        row = lock_file(file, by)
        go(row, do)
        if row.disputed:
            raise FileNotSo("A dispute stands open; settle it first.")
        if do == "house" and row.choice == rules.EXCHANGE and row.number and not _has_flat(row):
            raise FlatTaken
        setattr(row, LATER[do], at)
        row.save(update_fields=["state", LATER[do]])
        note(_told(do), Ref(FILE, row.pk), row.street, by, at)
        return row


LATER = {"vacate": "vacated_at", "pay": "paid_at", "house": "housed_at"}


def _told(do: str) -> str:
    return {"vacate": "projects.file_vacated", "pay": "projects.file_paid", "house": "projects.file_housed"}[do]


def _has_flat(row: RenewalFile) -> bool:
    return Flat.objects.filter(file=row.pk, state="signed").exists()
