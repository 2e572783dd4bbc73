"""The usual steps of a matter's life, for stories whose point lies elsewhere."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.matters import actions
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.models import Matter
from shiqiao.testing.street import Street

RESIDENT = frozenset({"reporter"})


@dataclass
class Telling:
    """Who tells a story in the model street."""

    street: Street

    def at(self, moment: str) -> AbstractContextManager[datetime]:
        """Hold the time at a local moment, `2018-06-27 10:05`."""
        return held(datetime.fromisoformat(f"{moment}+08:00"))

    def resident(self) -> Actor:
        """Return a resident who has shown the secret link."""
        return Actor(kind="resident", code="resident", street=self.street.number, roles=RESIDENT)

    def dispatch(self, receipt: Receipt, handler: str, *, by: str = "dispatch1") -> None:
        """Give a matter to a post."""
        actions.dispatch_matter(matter=receipt.id, handler=handler, by=self.street.actor(by), at=now())

    def finish(self, receipt: Receipt, *, by: str, result: str = "已清理完毕") -> None:
        """Finish with photos from before and after."""
        actor = self.street.actor(by)
        evidence = (
            self.street.photo(by=actor, purpose="before", colour="gray"),
            self.street.photo(by=actor, purpose="after"),
        )
        actions.finish_matter(matter=receipt.id, result=result, evidence=evidence, by=actor, at=now())

    def close(self, receipt: Receipt, *, by: str = "check1") -> None:
        """Pass the check."""
        actions.close_matter(matter=receipt.id, by=self.street.actor(by), at=now())

    def row(self, receipt: Receipt) -> Matter:
        """Return the matter as it stands."""
        return Matter.objects.get(pk=receipt.id)

    def clock(self, receipt: Receipt, name: str, run: int = 1) -> Clock:
        """Return a clock of the matter as it stands."""
        return Clock.objects.get(kind="matter", subject=receipt.id, name=name, run=run)
