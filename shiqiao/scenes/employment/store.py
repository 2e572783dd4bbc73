"""What the scene's actions share: locks, seals, clocks, journal lines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, models

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean
from shiqiao.kernel.clocks import rules as clocks
from shiqiao.kernel.clocks.actions import new_clock, put, put_new
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.clocks.state import ClockState
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.scenes.employment.rules import SEAL, TEXT_MOST

SEEKER, DELIVERY, CHECK, APPEAL = "job_seeker", "delivery", "job_check", "benefit_appeal"
VACANCY, COURSE, CLAIM, JOB = "vacancy", "course", "benefit_claim", "job"
ZONE = settings.TIME_ZONE
Files = Sequence[tuple[str, str]]
M = TypeVar("M", bound=models.Model)


def seal(text: str) -> bytes | None:
    """Encrypt what a person said or wrote."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def mark(code: str) -> bytes:
    """Return by what a category of hardship is found without reading it."""
    return crypto.blind(code, context=f"{SEAL}.category")


def written(text: str, name: str, sentence: str) -> str:
    """Return what was written, cleaned; raises Invalid under `name` with `sentence` when nothing was."""
    text = noted(text, name)
    if not text:
        raise Invalid(fields={name: sentence})
    return text


def noted(text: str, name: str = "note") -> str:
    """Return an optional text, cleaned; raises Invalid when it is too long."""
    text = clean(text).strip()
    if len(text) > TEXT_MOST:
        raise Invalid(
            fields={name: "The text has {text_length} characters; shorten it to {text_most}."}, text_length=len(text),
            text_most=TEXT_MOST,
        )  # fmt: skip
    return text


def one_of(value: str, codes: Iterable[str], name: str) -> str:
    """Return a code that is known; raises Invalid naming the field."""
    if value not in tuple(codes):
        raise Invalid(fields={name: "Choose one of those offered."})
    return value


def day_of(at: datetime) -> date:
    """Return the local day of a moment."""
    from django.utils.timezone import localdate

    return localdate(at)


def hold(what: str) -> None:
    """Hold an advisory lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"employment {what}"])


def locked(table: type[M], number: int) -> M:
    """Lock a row until the transaction ends; raises NotFound."""
    return the_one(table._default_manager.select_for_update().filter(pk=number))


def note(ref: Ref, street: int, code: str, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line of the journal; data are codes, numbers, references, days and moments."""
    journal.write(
        code, subject=ref, street=street, by=by, at=at, data={name: _plain(one) for name, one in data.items()}
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def attach(files: Files, ref: Ref, street: int, *, by: Actor, at: datetime) -> list[str]:
    """Attach documents that were sent to what they prove; returns their hashes."""
    if files:
        adopt(files, subject=ref, street=street, by=by, at=at, field="document")
    return [sha for _, sha in files]


def begin_clock(
    ref: Ref, street: int, name: str, term: str, at: datetime, *, by: Actor, community: int = 0
) -> datetime:
    """Start a clock (`handle` a follow-up, `check` a job, `review` an appeal); returns when it is due."""
    state = term_begun(name, term, street, at)
    run_clocks({ref: state}, street, by=by, community=community)
    return state.due_at


def term_begun(name: str, term: str, street: int, at: datetime) -> ClockState:
    """Return a term that begins at a moment: it says when it is due."""
    return clocks.start(name, Term.parse(term), calendar_for(street), at)


def run_clocks(begun: Mapping[Ref, ClockState], street: int, *, by: Actor, community: int = 0) -> None:
    """Write the clocks of terms that have begun."""
    owner = by.post or 0
    put_new([
        new_clock(id=CLOCK_IDS.take(), street=street, subject=ref, state=state, owner_post=owner, community=community)
        for ref, state in begun.items()
    ])  # fmt: skip


def stop_clock(ref: Ref, at: datetime) -> bool:
    """Stop the running clock of something; tells whether it had run out."""
    for clock in clocks_of(ref):
        if clock.stopped_at is None:
            return bool(put(clock=clock, state=clocks.stop(clock.state(), at)).late)
    return False
