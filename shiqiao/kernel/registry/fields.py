"""The field dictionary: what may be known of a subject, as data. Pure; a file with a wrong key is refused by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.sockets import Socket
from shiqiao.base.yamls import read_yaml_file

HERE = Path(__file__).parent
KINDS = ("person", "household", "dwelling", "building", "organisation")
SEALED = frozenset({"personal", "sensitive"})
FINDABLE = frozenset({"yes_no", "choice"})  # few values: equal ones may be looked for
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
_YES = {"yes": "yes", "no": "no", "true": "yes", "false": "no", "1": "yes", "0": "no", "是": "yes", "否": "no",
        "有": "yes", "无": "no", "y": "yes", "n": "no"}  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(_Strict):
    """A title in both languages."""

    zh: str
    en: str


class FieldSpec(_Strict):
    """One field: `valid` is in days, 0 for what never grows old; `street` is 0 for what every street may state."""

    key: Code
    title: Title
    of: Annotated[
        tuple[Literal["person", "household", "dwelling", "building", "organisation"], ...], Field(min_length=1)
    ]
    kind: Literal["yes_no", "choice", "text", "number", "date"]
    data_class: Annotated[Literal["public", "internal", "personal", "sensitive"], Field(alias="class")]
    valid: Annotated[int, Field(ge=0, le=3650)]
    values: Mapping[Code, Title] = {}
    derived: Literal["", "age_80"] = ""
    street: int = 0

    @model_validator(mode="after")
    def _complete(self) -> "FieldSpec":
        if (self.kind == "choice") != bool(self.values):
            raise ValueError("values belong to a choice, and a choice needs them")
        return self

    @property
    def sealed(self) -> bool:
        """Tell whether values are encrypted at rest."""
        return self.data_class in SEALED

    def read(self, value: object) -> str:
        """Return a value in its stored form; raises Invalid naming the field and what would do."""
        text = "" if value is None else str(value).strip()
        found = {
            "yes_no": _yes_no, "choice": self._choice, "text": _text, "number": _number, "date": _date,
        }[self.kind](text)  # fmt: skip
        if found is None:
            raise Invalid(
                fields={self.key: "“{value}” does not fit {field}. Use one of: {known}."}, value=text[:40],
                field=self.title.en, known=self._known(),
            )  # fmt: skip
        return found

    def _choice(self, text: str) -> str | None:
        if text in self.values:
            return text
        return next((code for code, title in self.values.items() if text and text in (title.zh, title.en)), None)

    def _known(self) -> str:
        if self.kind == "choice":
            return "、".join(title.zh for title in self.values.values())
        return {"yes_no": "是、否", "number": "0–9 999 999", "date": "2018-06-27", "text": "1–200"}[self.kind]


def _yes_no(text: str) -> str | None:
    return _YES.get(text.lower())


def _text(text: str) -> str | None:
    return text if 0 < len(text) <= 200 else None


def _number(text: str) -> str | None:
    return str(int(text)) if text.isascii() and text.isdigit() and len(text) <= 7 else None


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def parse(raw: Mapping[str, Any]) -> dict[str, FieldSpec]:
    """Read a dictionary; raises ValueError naming what is wrong, or a key that stands twice."""
    found: dict[str, FieldSpec] = {}
    for entry in raw["fields"]:
        spec = FieldSpec.model_validate(entry)
        if spec.key in found:
            raise ValueError(f"the field {spec.key} stands twice")
        found[spec.key] = spec
    return found


@dataclass(frozen=True)
class MoreFields:
    """Fields that a scene lets streets declare beside the file: `read()` gives them by key, of all streets.

    Their keys begin with `DECLARED`, so that the file and they never meet.
    """

    read: Callable[[], Mapping[str, FieldSpec]] = field(compare=False)


DECLARED = "asked_"
more_fields: Socket[MoreFields] = Socket("registry.more_fields", MoreFields)


@lru_cache(maxsize=1)
def dictionary() -> Mapping[str, FieldSpec]:
    """Return the field dictionary by key."""
    return parse(read_yaml_file(HERE / "fields.yaml"))


def known_fields() -> Mapping[str, FieldSpec]:
    """Return the dictionary with what streets have declared beside it."""
    found = dict(dictionary())
    for one in more_fields:
        found.update(one.read())
    return found


def field_of(key: str, kind: str) -> FieldSpec:
    """Return a field that may be stated of a kind of subject; raises Invalid for an unknown one."""
    spec = (known_fields() if key.startswith(DECLARED) else dictionary()).get(key)
    if spec is None or kind not in spec.of:
        raise Invalid(fields={"key": "The field {key} is not known for a {kind}."}, key=key, kind=kind)
    return spec


def fields_of(kind: str, street: int = 0) -> list[FieldSpec]:
    """Return the fields of a kind of subject in the order of the file, with those that a street has declared after them."""
    known = known_fields() if street else dictionary()
    return [spec for spec in known.values() if kind in spec.of and spec.street in (0, street)]
