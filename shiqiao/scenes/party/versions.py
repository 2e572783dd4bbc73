"""Rules of the leading work by version: checked, published, read from memory; what has begun keeps its version."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from pydantic import BaseModel, ValidationError

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.snapshots import Snapshot, touch
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.journal.actions import write
from shiqiao.scenes.party.secretary.tables import LeadingRules

MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]
T = TypeVar("T", bound=BaseModel)


class Rules(Generic[T]):
    """The rules of one file of the locality: `name` is the file's, `shape` what it says."""

    def __init__(self, name: str, shape: type[T]) -> None:
        self.name, self.shape = name, shape
        self._held: Snapshot[dict[tuple[int, int], T]] = Snapshot(f"party_{name}", self._load)

    def _load(self) -> dict[tuple[int, int], T]:
        with scope.whole():
            rows = list(LeadingRules.objects.filter(file=self.name).order_by("street", "version"))
        found = {(row.street, row.version): self.shape.model_validate(row.content) for row in rows}
        return found | {(row.street, 0): found[row.street, row.version] for row in rows}  # 0: the latest

    def parse(self, text: str) -> T:
        """Read the rules from YAML; raises Invalid naming each wrong place."""
        try:
            return self.shape.model_validate(read_yaml(text, name=self.name))
        except ValidationError as error:
            raise Invalid("The rules have mistakes.", fields=places(error)) from error

    def of(self, street: int, version: int = 0) -> T:
        """Return a street's rules, the latest or a version; without published ones an empty table."""
        return self._held().get((street, version)) or self.shape()

    def version(self, street: int) -> int:
        """Return the number of the latest version, 0 without one."""
        return max((version for at, version in self._held() if at == street), default=0)

    @transaction.atomic
    def publish(self, *, street: int, text: str, by: Actor, at: datetime) -> LeadingRules:
        """Check rules written as YAML and publish them; unchanged ones keep their version. Raises Invalid, Forbidden."""
        if not by.roles & MAY or by.street not in (None, street):
            raise Forbidden("Only a system administrator of the street does this.")
        with scope.scoped(street):
            table = self.parse(text)
            latest = self._latest(street, lock=True)
            mark = fingerprint(table)
            if latest and latest.fingerprint == mark:
                return latest
            row = LeadingRules.objects.create(
                street=street, file=self.name, version=(latest.version if latest else 0) + 1, fingerprint=mark,
                content=table.model_dump(mode="json"), published_at=at,
            )  # fmt: skip
            data = {"version": row.version, "file": self.name, "fingerprint": mark}
            write(
                "party.leading_rules_published",
                subject=Ref("leading_rules", row.pk),
                street=street,
                by=by,
                at=at,
                data=data,
            )
            touch(f"party_{self.name}")
        return row

    def _latest(self, street: int, *, lock: bool = False) -> LeadingRules | None:
        rows = LeadingRules.objects.select_for_update() if lock else LeadingRules.objects.all()
        return rows.filter(street=street, file=self.name).order_by("-version").first()

    def take_over(self, street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
        """Publish a locality's file as the first version; a file that differs later is only named."""
        latest = self._latest(street)
        if latest is None:
            self.publish(street=street, text=text, by=by, at=at)
        elif fingerprint(self.parse(text)) != latest.fingerprint:
            say(f"{self.name}: the file differs from version {latest.version}; publish it from the desk")


def fingerprint(table: BaseModel) -> str:
    """Return what tells whether two tables say the same."""
    plain: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
