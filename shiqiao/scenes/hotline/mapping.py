"""The mapping of a hotline's table: which heading means what, and what its words mean. Pure.

Several headings for one meaning are alternatives: the first that the file has counts, so that one mapping reads the
exports of several years.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml_file
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.matters.imports.mapping import Code, Columns_, Time
from shiqiao.scenes.hotline.rules import KINDS, SATISFIED, UPSTREAM

WRONG = "The mapping {name} has mistakes."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(_Strict):
    """Headings by what they mean; number, text and received_at are needed to take orders in, number to compare."""

    number: Columns_ = Field(min_length=1)
    text: Columns_ = ()
    received_at: Columns_ = ()
    issued_at: Columns_ = ()
    kind: Columns_ = ()
    category: Columns_ = ()
    title: Columns_ = ()
    name: Columns_ = ()
    phone: Columns_ = ()
    address: Columns_ = ()
    deadline: Columns_ = ()
    confidential: Columns_ = ()
    urgent: Columns_ = ()
    state: Columns_ = ()
    contacted: Columns_ = ()
    solved: Columns_ = ()
    satisfied: Columns_ = ()
    called_at: Columns_ = ()
    excluded: Columns_ = ()


class Values(_Strict):
    """What the file's words mean."""

    kind: dict[Code, str] = {}
    state: dict[Code, str] = {}
    satisfied: dict[Code, str] = {}
    yes: tuple[Code, ...] = ("是", "1", "true", "yes", "y")
    no: tuple[Code, ...] = ("否", "0", "false", "no", "n")

    @field_validator("kind")
    @classmethod
    def _kinds(cls, given: dict[str, str]) -> dict[str, str]:
        return _known(given, KINDS)

    @field_validator("state")
    @classmethod
    def _states(cls, given: dict[str, str]) -> dict[str, str]:
        return _known(given, UPSTREAM)

    @field_validator("satisfied")
    @classmethod
    def _verdicts(cls, given: dict[str, str]) -> dict[str, str]:
        return _known(given, (*SATISFIED, "unknown"))


def _known(given: dict[str, str], known: Iterable[str]) -> dict[str, str]:
    for word, meaning in given.items():
        if meaning not in known:
            raise ValueError(f"{word} is given the meaning {meaning}; known are {', '.join(known)}")
    return given


class OrderMapping(_Strict):
    """A mapping file."""

    title: Title
    columns: Columns
    sheet: str | int | None = None
    time: Time = Time()
    values: Values = Values()
    items: dict[Code, Code] = {}  # text of a category → item of the catalogue
    default_item: Code

    def heading(self, name: str) -> str:
        """Return how files call a meaning, the meaning itself when no heading is known."""
        return "/".join(getattr(self.columns, name, ())) or name


def read_order_mapping(path: Path) -> OrderMapping:
    """Read a mapping file; raises Invalid naming every wrong key."""
    return parse_order_mapping(read_yaml_file(path, field="map"), name=path.name)


def parse_order_mapping(raw: object, *, name: str = "") -> OrderMapping:
    """Check a loaded mapping; raises Invalid naming every wrong key."""
    try:
        return OrderMapping.model_validate(raw)
    except ValidationError as error:
        raise Invalid(WRONG, name=name, fields=places(error, whole="map")) from error


def present(mapping: OrderMapping, row: Mapping[str, Any], needed: Iterable[str]) -> dict[str, str]:
    """Return which heading of a table bears which meaning; Invalid names the needed ones that are missing."""
    found = {
        name: heading
        for name in Columns.model_fields
        for heading in [next((one for one in getattr(mapping.columns, name) if one in row), "")]
        if heading
    }
    missing = {
        f"columns.{name}": Sentence(
            "The file has no column {heading}; its columns are: {columns}.",
            heading=mapping.heading(name), columns="、".join(row),
        )
        for name in needed
        if name not in found
    }  # fmt: skip
    if missing:
        raise Invalid("The file does not fit the mapping {name}.", name=mapping.title, fields=missing)
    return found
