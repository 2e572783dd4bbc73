"""The roles: their titles, how far each reads, and what falls with a vacant post to the head who stands in."""

from typing import Literal, NamedTuple

ReachKind = Literal["territory", "unit", "own"]


class Role(NamedTuple):
    """A role: its titles and how far its holder reads.

    `territory`: the span of the post's territory; `unit`: matters of the post's unit (heads: and of the units below);
    `own`: matters of the own posts, which every role reads anyway.
    """

    zh: str
    en: str
    reach: ReachKind


ROLE_REACH: dict[str, Role] = {
    "reporter": Role("上报员", "Reporter", "own"),
    "grid_member": Role("网格员", "Grid member", "territory"),
    "dispatcher": Role("派遣员", "Dispatcher", "territory"),
    "handler": Role("承办人", "Handler", "unit"),
    "checker": Role("核查员", "Checker", "territory"),
    "community_head": Role("社区负责人", "Community head", "territory"),
    "department_head": Role("科室负责人", "Department head", "unit"),
    "leader": Role("街道领导", "Street leader", "territory"),
    "admin": Role("系统管理员", "System administrator", "territory"),
    "security_admin": Role("安全管理员", "Security administrator", "own"),
    "auditor": Role("审计员", "Auditor", "territory"),
    "callback": Role("回访员", "Call-back agent", "territory"),
    "observer": Role("督导员", "Observer", "territory"),
}
ABOVE = frozenset({"observer"})
"""What a post of a district, city or province has: it reads the streets below and acts in none. No other post has it."""
STAND_IN_ROLES = frozenset({"grid_member", "handler"})
"""What falls with a vacant post to the head who stands in: the work, not the keys of administration."""
