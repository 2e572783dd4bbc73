"""Rows as offices keep them, with Chinese or English headings; one reason for each field that is wrong. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from shiqiao.base.errors import Invalid
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.registry.fields import fields_of
from shiqiao.kernel.territory.rules import cells
from shiqiao.kernel.territory.rules.reports import ImportReport, RejectedRow

ROLES = {
    "head": "户主 本人 head", "spouse": "配偶 夫 妻 丈夫 妻子 夫妻 spouse",
    "child": "子 女 儿子 女儿 长子 次子 长女 次女 子女 child",
    "parent": "父 母 父亲 母亲 父母 parent", "grandchild": "孙子 孙女 外孙 外孙女 grandchild",
    "grandparent": "祖父 祖母 外祖父 外祖母 grandparent", "sibling": "兄 弟 姐 妹 兄弟 姐妹 sibling",
    "relative": "亲属 其他亲属 儿媳 女婿 relative", "lodger": "租客 承租人 房客 寄住 lodger", "other": "其他 非亲属 other",
}  # fmt: skip
STATES = {
    "present": "常住 在住 居住 present",
    "away": "外出 away",
    "moved_away": "迁出 搬离 moved_away",
    "died": "死亡 去世 died",
}
SEXES = {"1": "男 male m 1", "2": "女 female f 2"}
MEMBERSHIPS = {"lives": "居住 实住 lives", "registered": "户籍 空挂 registered"}
USES = {"owned": "自住 自有 owned", "rented": "出租 租住 rented", "empty": "空置 空房 empty",
        "business": "经营 商用 门店 business",
        "other": "其他 other"}  # fmt: skip
BUILDINGS = {"residential": "住宅 居民楼 residential", "business": "商业 写字楼 business", "mixed": "商住 商住两用 mixed",
             "public": "公共 学校 机关 public", "other": "其他 other"}  # fmt: skip
FIRMS = {
    "enterprise": "企业 公司 enterprise", "self_employed": "个体工商户 个体 个体户 self_employed",
    "public_body": "机关 事业单位 机关事业单位 public_body", "social": "社会组织 社会团体 民办非企业 social",
    "cooperative": "合作社 农民专业合作社 cooperative", "other": "其他 other",
}  # fmt: skip
FIRM_STATES = {"operating": "在营 存续 开业 正常 operating", "suspended": "停业 歇业 suspended",
               "moved_away": "迁出 搬离 moved_away", "closed": "注销 吊销 关闭 closed"}  # fmt: skip


def _code(words: Mapping[str, str], otherwise: str) -> BeforeValidator:
    """Read one of some words as its code; nothing is `otherwise`."""
    named = {word: code for code, line in words.items() for word in line.split()}

    def read(value: Any) -> str:
        text = cells.text(value)
        if not text:
            return otherwise
        if text.lower() not in named:
            known = "、".join(line.split()[0] for line in words.values())
            raise ValueError(Sentence("{value} is not known here. Use one of: {known}.", value=text[:20], known=known))
        return named[text.lower()]

    return BeforeValidator(read)


Text = Annotated[str, BeforeValidator(cells.text), StringConstraints(max_length=200)]
Short = Annotated[str, BeforeValidator(cells.text), StringConstraints(max_length=30)]
Needed = Annotated[str, BeforeValidator(cells.text), StringConstraints(min_length=1, max_length=120)]
Day = Annotated[date | None, BeforeValidator(cells.day)]
Digits = Annotated[str, BeforeValidator(cells.text), StringConstraints(pattern=r"^\d*$", max_length=15)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ResidentRow(_Row):
    """A resident: who, where, in which household."""

    name: Needed
    identity: Short = ""
    phone: Short = ""
    sex: Annotated[str, _code(SEXES, "0")] = "0"
    born: Day = None
    address: Text = ""
    building: Text = ""
    unit: Short = ""
    room: Short = ""
    grid: Digits = ""
    household: Short = ""
    role: Annotated[str, _code(ROLES, "other")] = "other"
    kind: Annotated[str, _code(MEMBERSHIPS, "lives")] = "lives"
    state: Annotated[str, _code(STATES, "")] = ""


class BuildingRow(_Row):
    """A building, or a dwelling of it when a room is given."""

    building: Needed
    kind: Annotated[str, _code(BUILDINGS, "")] = ""
    floors: Digits = ""
    grid: Digits = ""
    unit: Short = ""
    room: Short = ""
    floor: Digits = ""
    use: Annotated[str, _code(USES, "")] = ""
    area: Annotated[str, BeforeValidator(cells.text), StringConstraints(pattern=r"^(\d{1,5}(\.\d+)?)?$")] = ""


class FirmRow(_Row):
    """An organisation and whom to ask there."""

    name: Needed
    code: Short = ""
    kind: Annotated[str, _code(FIRMS, "")] = ""
    industry: Short = ""
    state: Annotated[str, _code(FIRM_STATES, "")] = ""
    address: Text = ""
    building: Text = ""
    room: Short = ""
    unit: Short = ""
    grid: Digits = ""
    contact: Short = ""
    phone: Short = ""


HEADINGS: dict[type[_Row], dict[str, str]] = {
    ResidentRow: {
        "name": "姓名 Name",
        "identity": "身份证号 公民身份号码 身份证号码 证件号码 Identity number",
        "phone": "电话 联系电话 手机 手机号 Phone",
        "sex": "性别 Sex", "born": "出生日期 Birth date",
        "address": "地址 住址 居住地址 现住址 Address",
        "building": "楼栋 楼号 Building", "unit": "单元 Unit", "room": "房号 室号 门牌 Room",
        "grid": "网格 网格编码 Grid", "household": "户号 户编号 Household",
        "role": "与户主关系 关系 Relation", "kind": "人户关系 Membership", "state": "居住状态 State",
    },
    BuildingRow: {
        "building": "楼栋 楼栋名称 Building", "kind": "楼栋类型 Kind", "floors": "楼层数 总层数 Floors",
        "grid": "网格 网格编码 Grid", "unit": "单元 Unit", "room": "房号 室号 Room", "floor": "楼层 Floor",
        "use": "用途 房屋用途 Use", "area": "面积 建筑面积 Area",
    },
    FirmRow: {
        "name": "单位名称 企业名称 名称 Name", "code": "统一社会信用代码 信用代码 Credit code",
        "kind": "单位类型 类型 Kind", "industry": "行业代码 行业 Industry", "state": "经营状态 状态 State",
        "address": "地址 经营地址 Address", "building": "楼栋 Building", "room": "房号 室号 Room",
        "unit": "单元 Unit", "grid": "网格 网格编码 Grid", "contact": "联系人 负责人 Contact",
        "phone": "联系电话 电话 Phone",
    },
}  # fmt: skip
FACTS = {ResidentRow: "person", BuildingRow: "dwelling", FirmRow: "organisation"}
R = TypeVar("R", bound=_Row)


@dataclass(frozen=True, slots=True)
class Read:
    """A row that was read: its number in the file, its columns, and values of the field dictionary."""

    number: int
    row: Any
    facts: Mapping[str, str]


@dataclass(slots=True)
class RegistryReport(ImportReport):
    """The outcome of an import into the registry; `likely` are rows that were loaded and resemble somebody on file."""

    likely: list[int] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {**ImportReport.as_dict(self), "likely": self.likely}


def heading(kind: type[_Row], name: str) -> str:
    """Return the Chinese heading of a field."""
    return HEADINGS[kind].get(name, name).split()[0]


@lru_cache(maxsize=8)
def _names(kind: type[_Row]) -> dict[str, str]:
    found = {}
    for name, line in HEADINGS[kind].items():
        zh = [word for word in line.split() if not word.isascii()]
        found.update(dict.fromkeys([*zh, line[line.rindex(zh[-1]) + len(zh[-1]) :].strip().lower(), name], name))
    return found


@lru_cache(maxsize=8)
def _specs(kind: type[_Row]) -> dict[str, Any]:
    return {
        name: spec for spec in fields_of(FACTS[kind]) if not spec.derived
        for name in (spec.key, spec.title.zh, spec.title.en.lower())
    }  # fmt: skip


def read(kind: type[R], number: int, raw: Mapping[str, Any]) -> Read | list[RejectedRow]:
    """Return a row of the file, or one reason for each field that is wrong, by its heading."""
    names, specs = _names(kind), _specs(kind)
    columns: dict[str, Any] = {}
    facts: dict[str, str] = {}
    wrong: list[RejectedRow] = []
    for title, value in raw.items():
        if value is None:
            continue
        key = str(title).strip()
        spec = specs.get(key) or specs.get(key.lower())
        if spec is None:
            columns[names.get(key) or names.get(key.lower()) or key] = value
            continue
        try:
            facts[spec.key] = spec.read(value)
        except Invalid as error:
            wrong.append(RejectedRow(number, key, Sentence(error.fields[spec.key], **error.params)))
    try:
        row = kind.model_validate(columns)
    except ValidationError as error:
        wrong += [_rejected(kind, number, fault) for fault in error.errors(include_url=False)]
    return wrong or Read(number, row, facts)


def _rejected(kind: type[_Row], number: int, fault: Any) -> RejectedRow:
    name = heading(kind, str(fault["loc"][0]))
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ValueError) and cause.args and isinstance(cause.args[0], Sentence):
        return RejectedRow(number, name, cause.args[0])
    if fault["type"] in ("missing", "string_too_short"):
        return RejectedRow(number, name, Sentence("{field} is empty. Fill it in.", field=name))
    if fault["type"] == "extra_forbidden":
        return RejectedRow(number, name, Sentence("The column {field} is not known. Remove or rename it.", field=name))
    if fault["type"] == "string_too_long":
        return RejectedRow(number, name, Sentence("This is too long. Shorten it."))
    return RejectedRow(number, name, Sentence("This has a wrong form. Use digits only."))
