"""The model street for tests: installed once a test through the same actions as everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

from django.conf import settings
from django.core.signals import request_finished
from django.db import connection, transaction
from PIL import Image

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, system
from shiqiao.base.db.scope import HIGHEST, LOWEST, set_scope
from shiqiao.base.time import held, now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters.actions import Receipt, Report, report_matter
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import actor_for
from shiqiao.places.install import install

STREET = 370103003
MORNING = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
FIRST_GRID = 370103003001001
INSIDE = (116.98307, 36.65529)  # a point in the first grid
SECRETS = crypto.new_secrets()


@dataclass
class Street:
    """An installed street and its people by login."""

    number: int = STREET
    url: str = ""
    scope: tuple[int, int] = (LOWEST, HIGHEST)

    def fence(self, low: int, high: int | None = None) -> None:
        """Narrow the fence for the rest of the test."""
        self.scope = (low, low if high is None else high)
        self.reopen()

    def reopen(self, **_: object) -> None:
        """Open the fence again: a request of the test client leaves its own scope behind."""
        if connection.in_atomic_block and not connection.needs_rollback:
            set_scope(*self.scope)

    def actor(self, login: str) -> Actor:
        """Return the actor behind a login of the staff table, with all posts held now."""
        return actor_for(Account.objects.get(username=login))

    def report(
        self, text: str = "垃圾成堆没人清", *, by: Actor | None = None, at: datetime | None = None, **more: object
    ) -> Receipt:
        """Report something in the first grid by phone; further fields as in `Report`."""
        values: dict[str, object] = {
            "street": self.number, "source": "test", "source_id": uuid4().hex, "channel": "phone", "item": "06010",
            "text": text, "lon": INSIDE[0], "lat": INSIDE[1],
        }  # fmt: skip
        values.update(more)
        return report_matter(report=Report(**values), by=by or self.actor("dispatch1"), at=at or now())  # type: ignore[arg-type]

    def photo(self, *, by: Actor, purpose: str = "after", colour: str = "green") -> tuple[str, str]:
        """Upload a small picture for a report or move to come; returns (purpose, hash)."""
        from shiqiao.base.time import now

        kept = store(
            picture(colour), name="p.jpg", subject=UPLOAD, purpose=purpose, street=self.number, by=by, at=now()
        )
        return purpose, kept.sha256


@contextmanager
def installed(at: datetime = MORNING) -> Iterator[Street]:
    """Install the model street as of 2017 and hold the time at `at`; needs a database."""
    crypto.configure(SECRETS)
    long_ago = datetime.fromisoformat("2017-01-03T08:30:00+08:00")
    with held(long_ago):
        install(settings.LOCALITIES / "ganshiqiao", by=system("test"), at=long_ago)
        Account.objects.update(must_change_password=False)  # all have been at the door before
    with held(at):
        yield Street()


def install_all() -> None:
    """Install the model street in a database that tests copy or roll back to."""
    with installed():
        pass


@contextmanager
def standing(at: datetime = MORNING, *, fence: bool = True) -> Iterator[Street]:
    """Work in a database where the street is installed, the time held at `at`, the fence open over all streets."""
    crypto.configure(SECRETS)
    with held(at):
        place = Street()
        if fence:
            place.reopen()
        yield place
    crypto.configure(None)


@contextmanager
def undone(at: datetime = MORNING) -> Iterator[Street]:
    """Work as in `standing` with an open fence, in a transaction that is rolled back."""
    with transaction.atomic(), standing(at) as place:
        request_finished.connect(place.reopen, weak=False)
        try:
            yield place
        finally:
            request_finished.disconnect(place.reopen)
            transaction.set_rollback(True)


def later(moment: datetime, **by: float) -> datetime:
    """Return a moment some time later: `later(MORNING, hours=2)`."""
    return moment + timedelta(**by)


def picture(colour: str = "green") -> bytes:
    """Return a small real JPEG."""
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()
