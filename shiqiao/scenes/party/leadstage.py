"""The stage of this scene's leading part of the demo: who acts for a post at a moment, moments of office, drawn photos."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import Image, ImageDraw

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.clocks.reads import is_open
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules

COLOURS = ("#1971c2", "#2f9e44", "#e8590c", "#9c36b5", "#c92a2a")
_drawn: dict[int, bytes] = {}


class Stage:
    """Holds the street, the present of the demo and the actors; photos are drawn once a colour and sent once a person."""

    def __init__(self, street: int, seed: int) -> None:
        self.street, self.rng = street, Random(seed)
        self.zone, self.present = ZoneInfo(settings.TIME_ZONE), now()
        self.actors: dict[tuple[str, date], Actor] = {}
        self.sent: dict[tuple[int, str, int], tuple[str, str]] = {}

    def post(self, code: str) -> int:
        """Return a post by its code."""
        return people.post_by_code(code, self.street).id

    def account(self, code: str, at: datetime) -> int:
        """Return who holds a post."""
        return people.holder_of(self.post(code), at).account or 0

    def by(self, code: str, at: datetime) -> Actor:
        """Return who acts for a post at a moment."""
        known = self.actors.get((code, at.date()))
        if known is not None:
            return known
        row = people.post_by_code(code, self.street)
        account = people.holder_of(row.id, at).account or 0
        acting = [one for one in people.acting_posts(account, at) if one.post.id == row.id]
        self.actors[code, at.date()] = Actor(
            "account", row.code, account=account, post=row.id, street=self.street, roles=people_rules.roles_of(acting),
            reach=people_rules.reach_of(people.book(), acting),
        )  # fmt: skip
        return self.actors[code, at.date()]

    def moment(self, day: date, minute: int = 600) -> datetime:
        """Return a local moment of a day, or of the last one before on which the office was open; never after the present."""
        at = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        while at >= self.present or not is_open(self.street, at):
            at -= timedelta(days=1)
        return at

    def photo(self, purpose: str, by: Actor, at: datetime, colour: int = 0) -> tuple[str, str]:
        """Return a drawing that somebody sent."""
        key = (colour % len(COLOURS), purpose, by.account or 0)
        if key not in self.sent:
            content = _drawn.setdefault(key[0], _picture(COLOURS[key[0]]))
            kept = store(content, name="示意.jpg", subject=UPLOAD, purpose=purpose, street=self.street, by=by, at=at)
            self.sent[key] = (purpose, kept.sha256)
        return self.sent[key]


def _picture(colour: str) -> bytes:
    """Draw a board with people before it: plainly schematic."""
    image = Image.new("RGB", (480, 360), "#f1f3f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle((70, 40, 410, 190), fill="#ffffff", outline=colour, width=6)
    for y in (75, 110, 145):
        draw.line(((100, y), (380, y)), fill=colour, width=5)
    for x in range(90, 420, 66):
        draw.ellipse((x, 210, x + 36, 246), fill="#ffd8a8", outline="#868e96", width=2)
        draw.rectangle((x - 6, 248, x + 42, 340), fill=colour)
    draw.rectangle((0, 0, 479, 359), outline="#d9480f", width=6)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
