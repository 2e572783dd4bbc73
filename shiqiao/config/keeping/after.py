"""What follows in a place that was just restored: erasures again, nobody signed in, nothing leaves the house twice."""

from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shiqiao.config.keeping.restore import Restored

JOBS = """WITH held AS (
  UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status IN ('todo', 'doing') RETURNING 1
) SELECT count(*) FROM held"""


@dataclass
class Settled:
    """What was done: subjects erased again, things that wait for a look (by what they are), screens shut out, tokens alive."""

    erased: int = 0
    held: dict[str, int] = field(default_factory=dict)
    screens: int = 0
    tokens: list[str] = field(default_factory=list)


def settle(found: "Restored", data: Path, *, at: datetime) -> Settled:
    """Do what follows a restore, and write it down. Django is set up on the restored place; over all streets.

    Nobody is signed in (rows of sign-ins are not in a backup, and the key that signs is new). Screens are shut out and
    paired anew, for one that was revoked after the backup would else come back. Tokens stay and are named.
    """
    from django.db import transaction

    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.kernel.journal.kept import note_restore

    done = Settled()
    with transaction.atomic(), whole():
        _forget_uploads(found)
        done.screens, done.tokens = _shut_out(at)
    done.erased = _erase_again(found.lists, data, at)
    _hold(data, at, done)
    with transaction.atomic(), whole():
        note_restore(
            name=found.name, made_at=datetime.fromisoformat(found.about["made_at"]), lines=found.about["lines"],
            erased=done.erased, held=sum(done.held.values()), by=system("restore"), at=at,
        )  # fmt: skip
    return done


def _erase_again(lists: list[bytes], data: Path, at: datetime) -> int:
    """Replay every list of erasures; the longest stays as the list of this place."""
    try:
        replay = import_module("shiqiao.kernel.retention.actions").replay_erasures
    except (ImportError, AttributeError):  # an installation without it has erased nothing
        return 0
    touched = 0
    path = data / "erasures.jsonl"
    for one in filter(None, lists):
        path.write_bytes(one)
        path.chmod(0o600)
        touched += replay(path, at=at)
    return touched


def _hold(data: Path, at: datetime, done: Settled) -> None:
    """Let nothing run that may have run after the backup already: jobs, and what parts know of."""
    from django.db import connection, transaction

    from shiqiao.base.db.scope import whole
    from shiqiao.base.plugs import after_restore

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(JOBS)
        done.held["jobs"] = int(cursor.fetchone()[0])
    for one in after_restore:
        with transaction.atomic(), whole():
            count = one.act(data=data, at=at)
        if one.kind == "erased":
            done.erased += count
        else:
            done.held[one.name] = count


def _shut_out(at: datetime) -> tuple[int, list[str]]:
    from shiqiao.base.actor import system
    from shiqiao.kernel.people.devices import revoke_device
    from shiqiao.kernel.people.models import AccessToken, Device

    screens = list(Device.objects.filter(revoked_at=None))
    for one in screens:
        revoke_device(device=one, by=system("restore"), at=at)
    return len(screens), [str(one) for one in AccessToken.objects.filter(revoked_at=None)]


def _forget_uploads(found: "Restored") -> None:
    """Uploads whose bytes went while the backup was written are gone here as well."""
    from shiqiao.kernel.files.actions import UPLOAD
    from shiqiao.kernel.files.models import Attachment

    gone = found.manifest.get("erased", [])
    Attachment.objects.filter(sha256__in=gone, subject_kind=UPLOAD.kind).delete()
