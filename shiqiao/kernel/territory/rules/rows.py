"""The rows of the files that territory reads: schema, Chinese headings, and one reason per field that is wrong."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.territory.rules import codes, coordinates
from shiqiao.kernel.territory.rules.reports import RejectedRow

HEADINGS = {
    "代码": "code", "编码": "code", "区划代码": "code", "统计用区划代码": "code",
    "名称": "name", "城乡分类代码": "class_code", "城乡分类": "class_code",
    "生效日期": "valid_from", "失效日期": "valid_to", "类型": "kind", "别名": "aliases",
    "经度": "lon", "纬度": "lat", "坐标系": "system", "网格": "grid", "网格编码": "grid",
    "起始号": "first", "截止号": "last", "单双号": "side", "来源": "source",
}  # fmt: skip
_KINDS = {
    "小区": "estate",
    "院落": "estate",
    "道路": "road",
    "楼栋": "building",
    "楼宇": "building",
    "地标": "landmark",
}
_SIDES = {"单": "odd", "单号": "odd", "双": "even", "双号": "even", "全部": "", None: ""}
_SYSTEMS = {"百度": "bd09", "高德": "gcj02", "腾讯": "gcj02", "天地图": "cgcs2000"}
# The kinds of fault that pydantic tells apart, by the beginning of their names.
_FAULTS = {
    "missing": "The column {field} is missing or empty.",
    "string_too_short": "The column {field} is missing or empty.",
    "string_too_long": "“{value}” is too long; shorten it.",
    "string_pattern": "“{value}” does not have the form of {field}.",
    "literal": "“{value}” is not one of {choices}.",
    "date": "“{value}” is not a date; write it as 2026-01-31.",
    "float": "“{value}” is not a number.",
    "int": "“{value}” is not a whole number.",
    "greater": "“{value}” is too small.",
    "less": "“{value}” is too large.",
    "": "“{value}” cannot be used in {field}.",
}
M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def _text(value: Any) -> Any:
    return "" if value is None else str(value).strip()


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return value or None


def _division(value: Any) -> str:
    return _said(codes.division_code, value)


def _grid(value: Any) -> int:
    return int(_said(codes.grid_code, value)) if value else 0


def _said(rule: Callable[[str], T], value: Any) -> T:
    try:
        return rule(str(value if value is not None else "").strip())
    except ShiqiaoError as error:
        raise ValueError(Sentence(error.message, **error.params)) from error


def _aliases(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(value)
    text = _text(value)
    for sign in "；;、，,/":
        text = text.replace(sign, "|")
    return tuple(part.strip() for part in text.split("|") if part.strip())


Text = Annotated[str, BeforeValidator(_text)]
Day = Annotated[date | None, BeforeValidator(_day)]
Blank = BeforeValidator(lambda value: 0 if value in (None, "") else value)
Empty = BeforeValidator(lambda value: None if value == "" else value)


class DivisionRow(BaseModel):
    """A line of a division table."""

    model_config = ConfigDict(frozen=True)
    code: Annotated[str, BeforeValidator(_division)]
    name: Annotated[Text, Field(min_length=1, max_length=120)]
    class_code: Annotated[Text, Field(pattern=r"^(\d{3})?$")] = ""
    valid_from: Day = None
    valid_to: Day = None

    @model_validator(mode="after")
    def _order(self) -> "DivisionRow":
        if self.valid_from and self.valid_to and self.valid_to <= self.valid_from:
            raise ValueError(Sentence("valid_to must come after valid_from."))
        return self


class GridRow(BaseModel):
    """A line of a list of grids without boundaries."""

    model_config = ConfigDict(frozen=True)
    code: Annotated[int, BeforeValidator(_grid), Field(gt=0)]
    name: Annotated[Text, Field(min_length=1, max_length=120)]


class AddressRow(BaseModel):
    """A line of an address book; `system` says which coordinates lon and lat are."""

    model_config = ConfigDict(frozen=True)
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    kind: Annotated[
        Literal["estate", "road", "building", "landmark"], BeforeValidator(lambda v: _KINDS.get(v, v))
    ]  # fmt: skip
    aliases: Annotated[tuple[str, ...], BeforeValidator(_aliases)] = ()
    lon: Annotated[float | None, Empty] = None
    lat: Annotated[float | None, Empty] = None
    system: Annotated[
        Literal["wgs84", "cgcs2000", "gcj02", "bd09"],
        BeforeValidator(lambda v: _SYSTEMS.get(v, _text(v).lower().replace("-", "") or "wgs84")),
    ] = "wgs84"
    grid: Annotated[int, BeforeValidator(_grid)] = 0
    first: Annotated[int, Blank, Field(ge=0, lt=100_000)] = 0
    last: Annotated[int, Blank, Field(ge=0, lt=100_000)] = 0
    side: Annotated[Literal["", "odd", "even"], BeforeValidator(lambda v: _SIDES.get(v, v))] = ""
    source: Annotated[Text, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _place(self) -> "AddressRow":
        if (self.lon is None) != (self.lat is None):
            raise ValueError(Sentence("Give both lon and lat, or neither."))
        if self.lon is None and not self.grid:
            raise ValueError(Sentence("Give lon and lat, or the grid's code."))
        if self.last and self.last < self.first:
            raise ValueError(Sentence("last must not be smaller than first."))
        return self

    def point(self) -> tuple[float, float] | None:
        """Return longitude and latitude in WGS84 degrees; raises CoordinateInvalid."""
        if self.lon is None or self.lat is None:
            return None
        return coordinates.convert(self.lon, self.lat, self.system)


class FeatureRow(BaseModel):
    """What is read of a GeoJSON feature: a grid (15 digits) or a community or street (12 or 9)."""

    model_config = ConfigDict(frozen=True)
    code: Annotated[int, BeforeValidator(lambda value: _said(codes.number, value))]
    name: Annotated[Text, Field(max_length=120)] = ""
    source: Annotated[Text, Field(max_length=200)] = ""
    illustrative: bool = False

    @model_validator(mode="before")
    @classmethod
    def _marked(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("boundary") == "illustrative":
            return {**values, "illustrative": True}
        return values


def english(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row the English names of its headings; unknown headings stay."""
    return {HEADINGS.get(heading.strip(), heading.strip()): value for heading, value in row.items()}


def parse(schema: type[M], number: int, row: Mapping[str, Any]) -> M | list[RejectedRow]:
    """Return the row as `schema`, or one `RejectedRow` per field that is wrong."""
    known = {name: value for name, value in row.items() if name in schema.model_fields or name == "boundary"}
    try:
        return schema.model_validate(known)
    except ValidationError as error:
        return [_rejected(number, fault) for fault in error.errors(include_url=False)]


def _rejected(number: int, fault: Any) -> RejectedRow:
    name = str(fault["loc"][0]) if fault["loc"] else "row"
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ValueError) and cause.args and isinstance(cause.args[0], Sentence):
        return RejectedRow(number, name, cause.args[0])
    choices = (fault.get("ctx") or {}).get("expected", "")
    sentence = next((text for kind, text in _FAULTS.items() if fault["type"].startswith(kind)), _FAULTS[""])
    return RejectedRow(number, name, Sentence(sentence, field=name, value=_brief(fault.get("input")), choices=choices))


def _brief(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
