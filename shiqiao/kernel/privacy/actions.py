"""Showing a masked value in clear, writing who looked, and the auditor's review of it."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.files import covering
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.privacy import hooks, reads, rules
from shiqiao.kernel.privacy.errors import AlreadyReviewed, MayNotReveal, OwnRead, RevealRefused
from shiqiao.kernel.privacy.models import NOTE, REVIEW, ReadLog, ReadReview

PICTURE, ORIGINAL = "picture", "original"


@transaction.atomic
def reveal(
    *, kind: str, subject: int, field: str, part: int = 0, reason: str, note: str = "", by: Actor, at: datetime
) -> str:
    """Return one value in clear and write who saw it, when and why, in the same transaction.

    Raises NotFound for what is absent or not the actor's, MayNotReveal, RevealRefused without a reason that is known.
    Rule: 《个人信息保护法》第五十一条、第五十四条.
    """
    clear = _open(by, kind, subject, field, part)
    if not rules.may_reveal(by.roles, kind, field):
        raise MayNotReveal()
    log_read(clear.street, Ref(kind, subject), field, part=part, reason=reason, note=note, by=by, at=at)
    return clear.value


def _open(by: Actor, kind: str, subject: int, field: str, part: int) -> hooks.Clear:
    """Ask the parts that keep records of this kind; the first to which it belongs answers."""
    for source in hooks.revealables:
        if source.kind == kind:
            with suppress(NotFound):
                return source.open(by, subject, field, part)
    raise NotFound()


@transaction.atomic
def cover_picture(*, picture: int, areas: str, again: bool = False, by: Actor, at: datetime) -> Attachment:
    """Cover parts of a picture, given as lines of four percentages; from then on everybody is shown the covered copy.

    Former covers stay unless `again` takes them away. For whoever may see the original of it.
    Raises NotFound, MayNotReveal, Invalid naming the line that is wrong.
    """
    clear = _open(by, PICTURE, picture, ORIGINAL, 0)
    if not rules.may_reveal(by.roles, PICTURE, ORIGINAL):
        raise MayNotReveal()
    marked = covering.read_areas(areas)
    original = Attachment.objects.select_for_update().get(pk=picture)
    made = covering.cover(original=original, areas=marked, again=again, by=by, at=at)
    data = {"cover": made.sha256, "areas": len(marked)}
    journal.write(
        "privacy.picture_covered", subject=Ref(PICTURE, picture), street=clear.street, by=by, at=at, data=data
    )
    return made


def log_read(
    street: int, ref: Ref, field: str, *, part: int = 0, reason: str, note: str = "", by: Actor, at: datetime
) -> ReadLog:
    """Write one line of the read log; inside the transaction of the look. Raises RevealRefused naming what is wrong."""
    if reason not in rules.REASONS:
        raise RevealRefused(
            fields={"reason": "Choose why you need it: one of {known}."}, known=", ".join(rules.REASONS)
        )
    most = rules.PAGES.get(field, rules.MANY)
    earlier = _today(by, at, field)[:most].count() if by.account is not None else 0
    found = rules.unusual(earlier=earlier, in_hours=by.account is None or hooks.in_hours(street, at), most=most)
    sealed, salt, bound = _sealed(note, NOTE)
    return ReadLog.objects.create(
        street=street, kind=ref.kind, subject=ref.id, part=part, field=field, reason=reason, note=sealed, salt=salt,
        bound=bound, actor=by.code, account=by.account or 0, at=at, unusual=" ".join(found), odd=bool(found),
    )  # fmt: skip


def log_reads(
    street: int, kind: str, subjects: Sequence[int], field: str, *, reason: str, note: str = "", by: Actor, at: datetime
) -> None:
    """Write a line of the read log for each of many records that one act takes out in clear; raises as `log_read`.

    What is unusual about the act stands on its first line alone: the auditor reviews the act once.
    """
    lines = list(subjects)
    if not lines:
        return
    first = log_read(street, Ref(kind, lines[0]), field, reason=reason, note=note, by=by, at=at)
    same = {"street": street, "kind": kind, "field": field, "reason": reason, "note": first.note, "salt": first.salt,
            "bound": first.bound, "actor": first.actor, "account": first.account, "at": at}  # fmt: skip
    ReadLog.objects.bulk_create([ReadLog(subject=one, **same) for one in lines[1:]], batch_size=1000)


def log_pages(street: int, refs: Collection[Ref], field: str, *, reason: str, by: Actor, at: datetime) -> int:
    """Write that a person opened pages of somebody: each of them once a reader and local day. Returns how many were new.

    `field` is one of `rules.PAGES`; in the transaction of the look. What the system reads is no look.
    """
    if by.account is None or not refs:
        return 0
    known = set(_today(by, at, field).values_list("kind", "subject"))
    fresh = [ref for ref in dict.fromkeys(refs) if (ref.kind, ref.id) not in known]
    in_hours = hooks.in_hours(street, at) if fresh else True
    rows = []
    for number, ref in enumerate(fresh, start=len(known)):
        found = rules.unusual(earlier=number, in_hours=in_hours, most=rules.PAGES[field])
        sealed, salt, bound = _sealed("", NOTE)
        rows.append(ReadLog(
            street=street, kind=ref.kind, subject=ref.id, field=field, reason=reason, note=sealed, salt=salt, bound=bound,
            actor=by.code, account=by.account, at=at, unusual=" ".join(found), odd=bool(found),
        ))  # fmt: skip
    ReadLog.objects.bulk_create(rows)
    return len(rows)


def _today(by: Actor, at: datetime, field: str) -> QuerySet[ReadLog]:
    """What a person looked at on the same local day: pages of one sort, or everything that is no page."""
    zone = ZoneInfo(settings.TIME_ZONE)
    midnight = datetime.combine(at.astimezone(zone).date(), time(), zone)
    rows = ReadLog.objects.filter(account=by.account or 0, at__gte=midnight, at__lte=at)
    return rows.filter(field=field) if field in rules.PAGES else rows.exclude(field__in=list(rules.PAGES))


@transaction.atomic
def review_read(*, line: int, verdict: str, note: str = "", by: Actor, at: datetime) -> ReadReview:
    """Mark a line of the read log as reviewed, or as asked about (then the note says what), as another person.

    Locks the line. Raises NotFound, MayNotReveal without the auditor's power, OwnRead, AlreadyReviewed, RevealRefused.
    """
    row = reads.line_of(by, line, lock=True)
    if not by.roles & rules.REVIEWS or by.account is None:
        raise MayNotReveal()
    if row.account == by.account:
        raise OwnRead()
    if verdict not in rules.VERDICTS:
        raise RevealRefused(fields={"verdict": "Choose one of {known}."}, known=", ".join(rules.VERDICTS))
    if verdict == "asked" and not clean(note):
        raise RevealRefused(fields={"note": "Say what you asked about."})
    sealed, salt, bound = _sealed(note, REVIEW)
    try:
        with transaction.atomic():
            review = ReadReview.objects.create(
                street=row.street, line=row, reader=row.account, verdict=verdict, note=sealed, salt=salt, bound=bound,
                actor=by.code, account=by.account, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyReviewed() from error
    data = {"verdict": verdict, "bound": {"note": bound}}
    journal.write("privacy.read_reviewed", subject=Ref("read", row.pk), street=row.street, by=by, at=at, data=data)
    return review


def _sealed(note: str, context: str) -> tuple[bytes, bytes, str]:
    """Return a note as ciphertext, the salt and the commitment to it; raises RevealRefused when it is too long."""
    note = clean(note)
    if len(note) > rules.NOTE_MOST:
        raise RevealRefused(fields={"note": "Shorten this to {most} characters."}, most=rules.NOTE_MOST)
    salt = crypto.new_salt()
    return crypto.encrypt(note, context=context), salt, crypto.commitment(salt, note)
