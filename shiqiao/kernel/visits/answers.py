"""What a visitor brings home, checked against the checklist of the visit. Pure."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from shiqiao.base.text import clean
from shiqiao.kernel.visits.checklists import Question, VisitKind
from shiqiao.kernel.visits.errors import VisitRefused

TEXT_MOST = 2000
PHOTOS_MOST = 40
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)
Photos = tuple[tuple[str, str], ...]  # question (empty: the visit as a whole), content hash


@dataclass(frozen=True, slots=True)
class Brought:
    """What a visitor brings: answers by question, a note, photos, and where he stood (WGS84, as text with 7 digits)."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    photos: Photos = ()
    point: str = ""

    def text(self) -> str:
        """Return all of it as one text: what is encrypted, and what the commitment in the journal binds."""
        photos = [list(pair) for pair in sorted(self.photos)]
        return _JSON.encode({"answers": dict(self.answers), "note": self.note, "photos": photos, "point": self.point})

    @classmethod
    def read(cls, text: str) -> "Brought":
        """Read `text` back."""
        plain = json.loads(text) if text else {}
        photos = tuple((str(key), str(sha)) for key, sha in plain.get("photos", ()))
        return cls(plain.get("answers", {}), plain.get("note", ""), photos, plain.get("point", ""))


def point_text(lon: float | None, lat: float | None) -> str:
    """Return a point as text; VisitRefused when it is none."""
    if lon is None or lat is None:
        return ""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise VisitRefused(fields={"lon": "Longitude lies between -180 and 180, latitude between -90 and 90."})
    return f"{lon:.7f},{lat:.7f}"


def check_note(note: str, *, needed: bool = False) -> str:
    """Clean a note; raises VisitRefused when it is too long, or missing where a reason is needed."""
    text = clean(note).strip()
    if len(text) > TEXT_MOST:
        raise VisitRefused(
            fields={"note": "The text has {length} characters; shorten it to {most}."}, length=len(text), most=TEXT_MOST
        )
    if needed and not text:
        raise VisitRefused(fields={"note": "Say in a few words what you found at the door."})
    return text


def check_answers(kind: VisitKind, answers: Mapping[str, Any], photos: Photos) -> dict[str, Any]:
    """Check the answers of a visit that took place; returns them in plain types. Raises VisitRefused naming each field."""
    wrong: dict[str, str] = {}
    found: dict[str, Any] = {}
    pictured = {key for key, _ in photos}
    for one in kind.table.questions:
        try:
            value = _answer(one, answers.get(one.key), one.key in pictured)
        except ValueError as error:
            wrong[f"answers.{one.key}"] = str(error)
        else:
            if value is not None:
                found[one.key] = value
    wrong.update(_strange(answers.keys() | pictured, kind.keys))
    if len(photos) > PHOTOS_MOST:
        wrong["photos"] = "Send at most {most} photos with one visit."
    if wrong:
        raise VisitRefused("Some answers cannot be used.", fields=wrong, most=PHOTOS_MOST)
    return found


def _strange(keys: Collection[str], known: Collection[str]) -> dict[str, str]:
    return {
        f"answers.{key}": "This checklist has no such question; leave it out."
        for key in sorted(keys)
        if key and key not in known
    }


def _answer(one: Question, value: Any, pictured: bool) -> Any:
    if one.kind == "photo":
        if one.required and not pictured:
            raise ValueError("Take a photo here.")
        return None
    if value is None or (isinstance(value, str) and not value.strip()):
        if one.required:
            raise ValueError("This question must be answered.")
        return None
    return _CONVERT[one.kind](one, value)


def _yes_no(_: Question, value: Any) -> bool:
    if str(value).lower() not in _YES_NO:
        raise ValueError("Answer yes or no.")
    return _YES_NO[str(value).lower()]


def _choice(one: Question, value: Any) -> str:
    if value not in [choice.code for choice in one.choices]:
        raise ValueError("Choose one of the answers offered.")
    return str(value)


def _number(_: Question, value: Any) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError("Enter a whole number.") from None
    if abs(number) > 10**9:
        raise ValueError("Enter a whole number.")
    return number


def _text(_: Question, value: Any) -> str:
    text = clean(str(value)).strip()
    if len(text) > TEXT_MOST:
        raise ValueError("Shorten this to 2000 characters.")
    return text


_CONVERT = {"yes_no": _yes_no, "choice": _choice, "number": _number, "text": _text}
