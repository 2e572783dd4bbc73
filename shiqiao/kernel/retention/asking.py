"""What a person asks about the own data: taking the request in, checking who it is, answering, handing out."""

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import scoped, whole
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.retention import hooks, reads
from shiqiao.kernel.retention.erasing import erase_person
from shiqiao.kernel.retention.errors import IdentityNotChecked, RequestAnswered
from shiqiao.kernel.retention.models import PACKAGE, PERSON, WORDS, DataRequest

KINDS = ("disclosure", "correction", "erasure")
CHECKS = ("counter", "telephone")  # identity card at the counter, or a call to the registered number
GROUNDS = ("not_proven", "statutory", "held", "nothing_held", "right_already")
WORKING_DAYS = 15  # 《App违法违规收集使用个人信息行为认定方法》六(五): no later than 15 working days
OFFERED = timedelta(days=7)  # how long a package can be fetched
FORGOTTEN = timedelta(days=90)  # how long after the answer the applicant's own details stay on the request
WORDS_MOST = 2000


@transaction.atomic
def ask(
    *, street: int, kind: str, name: str, phone: str, identity: str = "", words: str = "", matter: int = 0,
    by: Actor, at: datetime,
) -> DataRequest:  # fmt: skip
    """Take a request in. The answer is due after 15 working days. Raises Invalid naming the field."""
    wrong = {}
    if kind not in KINDS:
        wrong["kind"] = "Choose what you ask for."
    if not name.strip():
        wrong["name"] = "Enter your name as on the identity card."
    if not phone.strip() and not identity.strip():
        wrong["phone"] = "Enter the telephone or identity number under which we may have your data."
    if kind == "correction" and not words.strip():
        wrong["words"] = "Say what is wrong and what is right."
    if len(words) > WORDS_MOST:
        wrong["words"] = "Shorten the text to {most} characters."
    if wrong:
        raise Invalid(fields=wrong, most=WORDS_MOST)
    person = "\n".join(" ".join(part.split()) for part in (name, phone, identity))
    row = DataRequest.objects.create(
        street=street, kind=kind, matter=matter, person=crypto.encrypt(person, context=PERSON),
        words=crypto.encrypt(words.strip(), context=WORDS) if words.strip() else None, asked_at=at,
        due_at=due_of(street, at),
    )  # fmt: skip
    data: dict[str, object] = {"asked": kind, **({"of": str(Ref("matter", matter))} if matter else {})}
    write("retention.asked", subject=_ref(row), street=street, by=by, at=at, data=data)
    return row


def due_of(street: int, at: datetime) -> datetime:
    """Return until when a request is answered: 15 working days; without a calendar 21 days."""
    for one in hooks.work_days:
        return one.later(street, at, WORKING_DAYS)
    return at + timedelta(days=21)


def _ref(row: DataRequest) -> Ref:
    return Ref("data_request", row.id)


def _lock(number: int, by: Actor) -> DataRequest:
    reads.may_work(by)
    row = the_one(DataRequest.objects.select_for_update().filter(pk=number, street=by.street or 0))
    if row.answer:
        raise RequestAnswered
    return row


@transaction.atomic
def check_identity(*, request: int, how: str, by: Actor, at: datetime) -> DataRequest:
    """Note that the applicant is who they say: by identity card at the counter, or by a call to the registered number."""
    row = _lock(request, by)
    if how not in CHECKS:
        raise Invalid(fields={"how": "Say how the identity was checked."})
    row.checked, row.checked_at, row.checked_by, row.checked_account = how, at, by.code, by.account or 0
    row.save()
    write("retention.identified", subject=_ref(row), street=row.street, by=by, at=at, data={"how": how})
    return row


@transaction.atomic
def refuse(*, request: int, ground: str, by: Actor, at: datetime) -> DataRequest:
    """Refuse a request on a ground that the applicant is told."""
    row = _lock(request, by)
    if ground not in GROUNDS:
        raise Invalid(fields={"ground": "Choose the ground on which it is refused."})
    row.ground = ground
    return _answered(row, "refused", {}, by, at)


@transaction.atomic
def hand_out(*, request: int, package: bytes, counts: Mapping[str, int], by: Actor, at: datetime) -> str:
    """Answer a request for disclosure with a package; returns the secret of its link, which holds for seven days."""
    row = _checked(request, "disclosure", by)
    secret = new_secret()
    row.package = crypto.encrypt(base64.b85encode(package).decode(), context=PACKAGE)
    row.secret, row.expires_at = secret_hash(secret), at + OFFERED
    _answered(row, "given", counts, by, at)
    return secret


@transaction.atomic
def erase_on_request(*, request: int, by: Actor, at: datetime) -> dict[str, int]:
    """Erase what is held about the applicant; raises ErasureHeld naming each thing that stops it, and erases nothing."""
    row = _checked(request, "erasure", by)
    _, phone, identity = reads.person_of(row)
    held = reads.held_of(reads.sought(row.street, phone, identity))
    counts = erase_person(held=held, street=row.street, by=by, at=at)
    _answered(row, "erased", counts, by, at)
    return counts


@transaction.atomic
def note_corrected(*, request: int, by: Actor, at: datetime) -> DataRequest:
    """Answer a request for correction; the change itself was made in the registry, with its source."""
    row = _checked(request, "correction", by)
    return _answered(row, "corrected", {}, by, at)


def _checked(request: int, kind: str, by: Actor) -> DataRequest:
    row = _lock(request, by)
    if row.kind != kind:
        raise Invalid(fields={"request": "This request asks for something else."})
    if not row.checked:
        raise IdentityNotChecked
    return row


def _answered(row: DataRequest, answer: str, counts: Mapping[str, int], by: Actor, at: datetime) -> DataRequest:
    row.answer, row.answered_at, row.answered_by, row.counts = answer, at, by.code, dict(counts)
    row.save()
    data = {"answer": answer, "ground": row.ground, "counts": dict(counts), "late": at > row.due_at}
    write("retention.answered", subject=_ref(row), street=row.street, by=by, at=at, data=data)
    return row


def fetch(*, secret: str, by: Actor, at: datetime) -> bytes:
    """Return the package of a link while it holds; raises NotFound. Each fetching is a line of the journal."""
    with whole():
        row = DataRequest.objects.filter(secret=secret_hash(secret)).first()
    if row is None or row.package is None or row.expires_at is None or at > row.expires_at:
        raise NotFound
    if by.kind not in ("resident", "account"):
        raise Forbidden
    with scoped(row.street):
        DataRequest.objects.filter(pk=row.pk).update(fetched_at=at)
        write("retention.fetched", subject=_ref(row), street=row.street, by=by, at=at)
    return base64.b85decode(crypto.decrypt(row.package, context=PACKAGE))


def forget_answered(*, at: datetime) -> int:
    """Take out packages whose time is over and applicants' details 90 days after the answer. The worker's round."""
    over = DataRequest.objects.filter(package__isnull=False, expires_at__lt=at)
    count = over.update(package=None, secret=None)
    old = DataRequest.objects.filter(person__isnull=False, answered_at__lt=at - FORGOTTEN)
    return count + old.update(person=None, words=None)
