"""Covering faces and plates: rectangles that somebody marked, laid over a copy of a picture. The original stays as it is.

A covered copy is an attachment of its own whose subject is `cover:<number of the original>`; the newest one counts.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from PIL import Image, ImageDraw

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.files import reads, rules
from shiqiao.kernel.files.actions import store
from shiqiao.kernel.files.models import Attachment

COVER = "cover"
MOST = 30  # rectangles on one picture
_WRONG = "Line {line} is no rectangle. Write four numbers: left, top, width and height in percent, such as 10 20 15 8."
_GREY = (58, 64, 72)


class Area(NamedTuple):
    """A rectangle in percent of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float


def read_areas(text: str) -> list[Area]:
    """Read rectangles, one a line; raises Invalid naming the line and what to write."""
    lines = [line for line in text.replace(",", " ").replace("，", " ").splitlines() if line.strip()]
    if not lines:
        raise Invalid(fields={"areas": "Mark at least one rectangle."})
    if len(lines) > MOST:
        raise Invalid(fields={"areas": "Mark at most {most} rectangles."}, most=MOST)
    return [_area(number, line) for number, line in enumerate(lines, start=1)]


def _area(number: int, line: str) -> Area:
    try:
        area = Area(*(float(part) for part in line.split()))
    except (TypeError, ValueError) as error:
        raise Invalid(fields={"areas": _WRONG}, line=number) from error
    if not (0 <= area.left < 100 and 0 <= area.top < 100 and 0 < area.width <= 100 and 0 < area.height <= 100):
        raise Invalid(fields={"areas": _WRONG}, line=number)
    return area


def covered(content: bytes, areas: Iterable[Area]) -> bytes:
    """Return a JPEG of the picture in which nothing of the areas can be seen or reckoned back; at least a pixel each."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    draw, (wide, high) = ImageDraw.Draw(picture), picture.size
    for area in areas:
        left, top = int(area.left * wide / 100), int(area.top * high / 100)
        right, bottom = (area.left + area.width) * wide / 100, (area.top + area.height) * high / 100
        draw.rectangle((left, top, max(round(right + 0.5), left), max(round(bottom + 0.5), top)), fill=_GREY)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


@transaction.atomic
def cover(*, original: Attachment, areas: Iterable[Area], again: bool = False, by: Actor, at: datetime) -> Attachment:
    """Store a covered copy of a picture, over the former one or, with `again`, over the original. NotFound: no picture.

    Whether the actor may is the caller's to ask, and the journal line the caller's to write.
    """
    if not original.is_picture:
        raise NotFound()
    ground = original if again else as_shown(original)
    with reads.open_file(ground) as file:
        drawn = covered(file.read(), areas)
    former = Attachment.objects.filter(subject_kind=COVER, subject_id=original.pk)
    made = store(
        drawn, name=f"{original.pk}.jpg", subject=Ref(COVER, original.pk), purpose=original.purpose, data_class="internal",
        street=original.street, by=by, at=at, field="areas",
    )  # fmt: skip
    former.exclude(pk=made.pk).delete()  # the bytes go with the next sweep
    return made


def covers_of(numbers: Iterable[int]) -> dict[int, Attachment]:
    """Return the covered copies of pictures by the number of the original, in one query."""
    rows = Attachment.objects.filter(subject_kind=COVER, subject_id__in=list(numbers)).order_by("id")
    return {row.subject_id: row for row in rows}


def as_shown(original: Attachment) -> Attachment:
    """Return what is shown of a file to everybody: its covered copy when there is one, else itself."""
    return covers_of([original.pk]).get(original.pk, original) if original.is_picture else original


def neutral_name(file: Attachment) -> str:
    """Return the name under which a file is saved: its number and its kind, nothing of what the sender called it."""
    return f"{file.subject_id if file.subject_kind == COVER else file.pk}{rules.BY_CODE[file.kind].endings[0]}"
