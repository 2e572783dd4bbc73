"""What is known of backups: the last good one and the last try, in a small file of the data folder."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FILE = "backup.state.json"
TOO_OLD = timedelta(hours=36)  # a night was missed


@dataclass(frozen=True)
class LastBackup:
    """The last good backup (None: there was never one) and how the last try went; `error` is empty when it went well."""

    at: datetime | None = None
    name: str = ""
    to: str = ""
    bytes: int = 0
    seconds: float = 0.0
    tried_at: datetime | None = None
    error: str = ""

    def age(self, at: datetime) -> timedelta | None:
        """Return how old the last good backup is; None when there is none."""
        return at - self.at if self.at else None


def last_backup(data: Path | None = None) -> LastBackup:
    """Tell about the last backup, for check, health and metrics; of the data folder in the settings when none is named.

    Never raises: a state that cannot be read is no backup.
    """
    if data is None:
        from django.conf import settings

        data = Path(settings.DATA)
    try:
        held: dict[str, Any] = json.loads((data / FILE).read_text(encoding="utf-8"))
        moments = {name: datetime.fromisoformat(held[name]) for name in ("at", "tried_at") if held.get(name)}
        return LastBackup(**{**held, "at": None, "tried_at": None, **moments})
    except FileNotFoundError:
        return LastBackup()
    except (OSError, ValueError, TypeError) as error:
        return LastBackup(error=f"{FILE} cannot be read: {error}")


def write_down(data: Path, *, at: datetime, error: str = "", good: Mapping[str, Any] | None = None) -> None:
    """Keep how a try went: `good` with name, to, bytes and seconds, or an `error` in one sentence."""
    before = last_backup(data)
    held = {
        "at": before.at.isoformat() if before.at else None, "name": before.name, "to": before.to,
        "bytes": before.bytes, "seconds": before.seconds, "tried_at": at.isoformat(), "error": error[:300],
    }  # fmt: skip
    if good is not None:
        held |= {**good, "at": at.isoformat()}
    fresh = data / f"{FILE}.{os.getpid()}"
    fresh.write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(data / FILE)


def problem(last: LastBackup, at: datetime) -> str:
    """Say in one English sentence what is wrong with the backups; empty when the last good one is fresh."""
    age = last.age(at)
    if age is None:
        return "There is no backup yet." + (f" The last try failed: {last.error}" if last.error else "")
    if last.error:
        return f"The last backup failed: {last.error}"
    if age > TOO_OLD:
        return f"The last good backup is {age.days * 24 + age.seconds // 3600} hours old ({last.name})."
    return ""
