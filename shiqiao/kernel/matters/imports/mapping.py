"""The mapping file of `shiqiao import matters`: which column means what, and what holds for all rows. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml_file
from shiqiao.kernel.matters.report import CHANNELS, COORDINATES

# Formats of time beside those of `strptime`.
ISO, UNIX, UNIX_MS = "iso", "unix", "unix_ms"
FORMATS = (ISO, "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日")
WRONG = "The mapping has mistakes."


def _several(value: Any) -> Any:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Columns_ = Annotated[tuple[Annotated[str, BeforeValidator(_text)], ...], BeforeValidator(_several)]
Code = Annotated[str, BeforeValidator(_text)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(_Strict):
    """The file's headings by what they mean; several headings are joined in their order."""

    source_id: Columns_ = Field(min_length=1)
    text: Columns_ = Field(min_length=1)
    happened_at: Columns_ = Field(min_length=1)
    title: Columns_ = ()
    item: Columns_ = ()
    channel: Columns_ = ()
    urgent: Columns_ = ()
    lon: Columns_ = ()
    lat: Columns_ = ()
    grid: Columns_ = ()
    address: Columns_ = ()
    name: Columns_ = ()
    phone: Columns_ = ()
    reply: Columns_ = ()
    reply_at: Columns_ = ()

    @property
    def named(self) -> dict[str, tuple[str, ...]]:
        """Return the meanings that have a column."""
        return {name: value for name in type(self).model_fields if (value := getattr(self, name))}


class Time(_Strict):
    """How times are written: formats in the order they are tried, the zone of times without one, Excel's day numbers."""

    formats: Annotated[tuple[str, ...], BeforeValidator(_several)] = FORMATS
    zone: str = "Asia/Shanghai"
    excel: bool = True

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {zone}; write for example Asia/Shanghai") from error
        return zone

    @field_validator("formats")
    @classmethod
    def _readable(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for one in formats:
            if one not in (ISO, UNIX, UNIX_MS) and "%" not in one:
                raise ValueError(f"{one} is no format; write iso, unix, unix_ms or one like %Y/%m/%d %H:%M:%S")
        return formats

    @cached_property
    def tz(self) -> ZoneInfo:
        """Return the zone."""
        return ZoneInfo(self.zone)


class Defaults(_Strict):
    """What holds where the row says nothing."""

    item: Code = ""
    channel: str = "import"
    grid: Code = Field(default="", pattern=r"^([0-9]{15})?$")
    address: str = ""

    @field_validator("channel")
    @classmethod
    def _known_channel(cls, channel: str) -> str:
        return _channel(channel)


class Mapping_(_Strict):
    """A mapping file."""

    street: Code = Field(pattern=r"^[0-9]{9}$")
    source: str = Field(pattern=r"^[a-z][a-z0-9_.-]{0,39}$")
    columns: Columns
    sheet: str | int | None = None
    join: dict[str, str] = {}
    time: Time = Time()
    coordinates: str = "wgs84"
    values: dict[str, dict[Code, Code]] = {}
    defaults: Defaults = Defaults()

    @property
    def number(self) -> int:
        """Return the street as a number."""
        return int(self.street)

    @field_validator("coordinates")
    @classmethod
    def _known_system(cls, system: str) -> str:
        if system not in COORDINATES:
            raise ValueError(f"use one of {', '.join(COORDINATES)}")
        return system

    @field_validator("values", "join")
    @classmethod
    def _known_fields(cls, given: dict[str, Any]) -> dict[str, Any]:
        for name in given.keys() - Columns.model_fields.keys():
            raise ValueError(f"{name} is no field; known are {', '.join(Columns.model_fields)}")
        return given

    @model_validator(mode="after")
    def _whole(self) -> "Mapping_":
        columns = self.columns
        if bool(columns.lon) != bool(columns.lat):
            raise ValueError("columns.lon and columns.lat belong together")
        if columns.reply and not columns.reply_at:
            raise ValueError("columns.reply needs columns.reply_at: when was it answered?")
        if not columns.item and not self.defaults.item:
            raise ValueError("give columns.item, defaults.item or both: every matter needs an item")
        for channel in self.values.get("channel", {}).values():
            _channel(channel)
        return self


def _channel(channel: str) -> str:
    if channel not in CHANNELS:
        raise ValueError(f"there is no channel {channel}; known are {', '.join(CHANNELS)}")
    return channel


def read_mapping(path: Path) -> Mapping_:
    """Read a mapping file; raises Invalid naming every wrong key."""
    return parse_mapping(read_yaml_file(path, field="map"))


def parse_mapping(raw: object) -> Mapping_:
    """Check a loaded mapping; raises Invalid naming every wrong key."""
    try:
        return Mapping_.model_validate(raw)
    except ValidationError as error:
        raise Invalid(WRONG, fields=places(error, whole="map")) from error


def check_items(mapping: Mapping_, known: Collection[str]) -> None:
    """Refuse a mapping that leads to items the street's catalogue does not have; Invalid names the keys."""
    unknown = {key: code for key, code in _items(mapping) if code not in known}
    if unknown:
        reason = "There is no item {item} in the street's catalogue; correct the mapping."
        raise Invalid(WRONG, fields={key: Sentence(reason, item=code) for key, code in unknown.items()})


def _items(mapping: Mapping_) -> Iterator[tuple[str, str]]:
    if mapping.defaults.item:
        yield "defaults.item", mapping.defaults.item
    for value, code in mapping.values.get("item", {}).items():
        yield f"values.item.{value}", code


def check_headings(mapping: Mapping_, row: Mapping[str, Any] | Iterable[str]) -> None:
    """Refuse a mapping that names columns the table does not have; Invalid names the keys."""
    there = list(row)
    missing = {
        f"columns.{name}": heading
        for name, headings in mapping.columns.named.items()
        for heading in headings
        if heading not in there
    }
    if missing:
        reason = "The file has no column {heading}; its columns are: {columns}."
        shown = "、".join(there)
        raise Invalid(WRONG, fields={key: Sentence(reason, heading=h, columns=shown) for key, h in missing.items()})
