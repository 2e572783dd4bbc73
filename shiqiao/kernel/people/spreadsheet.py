"""The rows of a staff list as offices keep it: Chinese headings, many values in a cell, a reason per wrong field."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from shiqiao.base.sentences import Sentence
from shiqiao.kernel.people.rules import ROLE_REACH, UNIT_KINDS
from shiqiao.kernel.territory.rules import cells
from shiqiao.kernel.territory.rules.reports import RejectedRow

HEADINGS = {
    "单位": "unit", "单位编号": "unit_code", "单位类型": "unit_kind", "单位英文": "unit_en", "单位电话": "unit_phone",
    "岗位": "title", "岗位英文": "title_en", "岗位编号": "code", "角色": "roles", "负责人": "head_of",
    "姓名": "name", "姓名英文": "name_en", "登录名": "username", "电话": "phone",
    "社区": "community", "网格": "grids", "条线": "lines", "起始日期": "start", "副岗": "deputy",
    "分管条线": "leads_lines", "分管科室": "leads_units", "联系社区": "contacts", "协助联系社区": "helps",
}  # fmt: skip
ALL = frozenset({"全部", "所有", "all"})
_ROLES = {
    **{role.zh: code for code, role in ROLE_REACH.items()},
    "网格长": "grid_member", "派单员": "dispatcher", "受理员": "dispatcher", "处置员": "handler", "经办人": "handler",
    "部门负责人": "department_head", "科长": "department_head", "社区书记": "community_head", "管理员": "admin",
}  # fmt: skip
_KINDS = {
    "街道办事处": "street_office", "办事处": "street_office", "网格工作站": "grid_station", "网格站": "grid_station",
    "服务站": "service_station", "社区": "community", "居委会": "community", "居民委员会": "community",
}  # fmt: skip
_SPLIT = re.compile(r"[、，,；;/|\s]+")
_YES = {"是": True, "否": False, "y": True, "n": False, "1": True, "0": False, "": False}


def _parts(value: Any) -> tuple[str, ...]:
    return tuple(part for part in _SPLIT.split(cells.text(value)) if part)


def _roles(value: Any) -> tuple[str, ...]:
    return tuple(_one_of(part, _ROLES, ROLE_REACH, "角色") for part in _parts(value))


def _kind(value: Any) -> str:
    text = cells.text(value)
    return _one_of(text, _KINDS | {"科室": "department", "部门": "department"}, UNIT_KINDS, "单位类型") if text else ""


def _one_of(text: str, named: Mapping[str, str], codes: Any, heading: str) -> str:
    if text in codes:
        return text
    if text in named:
        return named[text]
    raise ValueError(
        Sentence(
            "{value} is not known in {field}. Use one of: {names}.", value=text, field=heading, names="、".join(named)
        )
    )


def _yes(value: Any) -> bool | None:
    text = cells.text(value).lower()
    if text not in _YES:
        raise ValueError(Sentence("{value} is neither 是 nor 否.", value=value))
    return _YES[text] if text else None


Text = Annotated[str, BeforeValidator(cells.text), StringConstraints(max_length=80)]
Needed = Annotated[str, BeforeValidator(cells.text), StringConstraints(min_length=1, max_length=80)]
Code = Annotated[str, BeforeValidator(cells.text), StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Phone = Annotated[str, BeforeValidator(cells.text), StringConstraints(pattern=r"^([+\d][\d -]{4,19})?$")]


class StaffRow(BaseModel):
    """One post of the list, with its holder, and the grids and lines it answers for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    unit: Needed
    unit_code: Annotated[
        str, BeforeValidator(cells.text), StringConstraints(pattern=r"^([A-Za-z0-9][\w.-]{0,39})?$")
    ] = ""
    unit_kind: Annotated[str, BeforeValidator(_kind)] = ""
    unit_en: Text = ""
    unit_phone: Phone = ""
    title: Needed
    title_en: Text = ""
    code: Code
    roles: Annotated[tuple[str, ...], BeforeValidator(_roles), Field(min_length=1)]
    head_of: Annotated[bool | None, BeforeValidator(_yes)] = None
    name: Annotated[str, BeforeValidator(cells.text), StringConstraints(max_length=40)] = ""
    name_en: Text = ""
    username: Annotated[str, BeforeValidator(cells.text), StringConstraints(max_length=60)] = ""
    phone: Phone = ""
    community: Text = ""
    grids: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()
    lines: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()
    start: Annotated[date | None, BeforeValidator(cells.day)] = None
    deputy: Text = ""
    leads_lines: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()
    leads_units: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()
    contacts: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()
    helps: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()

    @model_validator(mode="after")
    def _complete(self) -> "StaffRow":
        if bool(self.name) != bool(self.username):
            raise ValueError(Sentence("姓名 and 登录名 go together: fill in both, or neither for a vacant post."))
        dated = (self.name, self.grids, self.deputy, self.leads_lines, self.leads_units, self.contacts, self.helps)
        if any(dated) and self.start is None:
            raise ValueError(Sentence("起始日期 is empty: from which day does this row hold?"))
        return self


def read_staff(number: int, row: Mapping[str, Any]) -> StaffRow | list[RejectedRow]:
    """Return a row of the file as `StaffRow`, or one reason for each field that is wrong, by its Chinese heading."""
    try:
        # An unknown column that is filled in is refused by name: what somebody wrote is not passed over in silence.
        return StaffRow.model_validate({HEADINGS.get(k, k): v for k, v in row.items() if v is not None})
    except ValidationError as error:
        return [_rejected(number, fault) for fault in error.errors(include_url=False)]


def heading(name: str) -> str:
    """Return the Chinese heading of a field."""
    return next((zh for zh, field in HEADINGS.items() if field == name), name)


def kind_of(row: StaffRow) -> str:
    """Return the kind of unit that a row names, guessed by the end of the title where the list does not say."""
    return row.unit_kind or next((kind for tail, kind in _KINDS.items() if row.unit.endswith(tail)), "department")


def _rejected(number: int, fault: Any) -> RejectedRow:
    name = heading(str(fault["loc"][0])) if fault["loc"] else "行"
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ValueError) and cause.args and isinstance(cause.args[0], Sentence):
        return RejectedRow(number, name, cause.args[0])
    if fault["type"] in ("missing", "string_too_short", "too_short"):
        return RejectedRow(number, name, Sentence("{field} is empty. Fill it in.", field=name))
    if fault["type"] == "extra_forbidden":
        return RejectedRow(number, name, Sentence("The column {field} is not known. Remove or rename it.", field=name))
    sentence = _SHAPES.get((name, fault["type"])) or _SHAPES.get(("", fault["type"]), "{value} cannot be used here.")
    return RejectedRow(number, name, Sentence(sentence, value=_shown(fault.get("input"))))


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


_SHAPES = {
    (
        "岗位编号",
        "string_pattern_mismatch",
    ): "{value} is not a code: use letters, digits, dot, hyphen, underscore (c1.g01).",
    (
        "单位编号",
        "string_pattern_mismatch",
    ): "{value} is not a code: use letters, digits, dot, hyphen, underscore (c1.g01).",
    ("电话", "string_pattern_mismatch"): "The telephone number has a wrong form. Use digits only.",
    ("", "string_too_long"): "{value} is too long. Shorten it.",
}
