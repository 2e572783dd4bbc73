"""The three powers (三员分立) and who may do what about people: pure decisions.

《信息安全技术 网络安全等级保护基本要求》 (GB/T 22239) asks for separate administration: the system administrator keeps
the office's ground (units, calendar, catalogue, rules, screens), the security administrator gives rights (posts, their
holders, accounts, tokens), the auditor reads everything and changes nothing. Nobody holds two of them at once (the
database refuses), and nobody decides about the own rights. They, and whoever may see personal data in clear, prove more
than a password.
"""

from collections.abc import Iterable, Mapping

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.privacy.rules import revealing_roles

POWERS = frozenset({"admin", "security_admin", "auditor"})

MAY: Mapping[str, frozenset[str]] = {
    # units, lines of work, who answers for which grid, portfolios, contacts
    "organise": frozenset({"admin", "leader", "system"}),
    # which person holds an ordinary post, deputies, hand-overs
    "staff": frozenset({"security_admin", "leader", "system"}),
    # posts with their roles, territory and lines; accounts, passwords, tokens; holders of the three powers
    "rights": frozenset({"security_admin", "system"}),
    # leave and telephone of others
    "care": frozenset({"admin", "security_admin", "leader", "system"}),
    # the pages about persons and hand-overs, with rights to read only
    "look": frozenset({"admin", "security_admin", "leader", "auditor", "system"}),
    "screens": frozenset({"admin", "security_admin", "system"}),
}
"""Act -> the roles that may do it in their street."""


def may(act: str, roles: Iterable[str]) -> bool:
    """Tell whether any of `roles` may do an act of `MAY`."""
    return not MAY[act].isdisjoint(roles)


def powers_of(roles: Iterable[str]) -> frozenset[str]:
    """Return which of the three powers are among roles."""
    return POWERS.intersection(roles)


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Tell whether somebody with these roles must have a second factor (GB/T 22239-2019 8.1.4.1 d)."""
    held = frozenset(roles) - {"system"}
    return bool(held & (POWERS | revealing_roles()))


def allow_door(by: Actor, street: int) -> None:
    """Refuse who is not security administrator of the street, nor the system (the operator of the server)."""
    if not may("rights", by.roles) or by.street not in (None, street):
        raise Forbidden("Only a security administrator of the street does this.")
