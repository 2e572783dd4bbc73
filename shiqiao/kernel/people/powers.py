"""Who must prove more than a password: the three powers, and whoever may see personal data in clear.

The parts that show personal data lie above people, so they name their roles in the socket `reveals`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.base.sockets import Socket

ADMINISTRATORS = frozenset({"admin", "security_admin", "auditor"})
DOORKEEPERS = frozenset({"security_admin", "system"})


@dataclass(frozen=True)
class RevealingRoles:
    """Roles that may see personal data in clear somewhere, for a reason."""

    roles: frozenset[str]


reveals: Socket[RevealingRoles] = Socket("people.reveals", RevealingRoles)


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Tell whether somebody with these roles must have a second factor (GB/T 22239-2019 8.1.4.1 d)."""
    held = frozenset(roles) - {"system"}
    return bool(held & ADMINISTRATORS) or any(held & entry.roles for entry in reveals)


def allow_door(by: Actor, street: int) -> None:
    """Refuse who is not security administrator of the street, nor the system (the operator of the server)."""
    if not by.roles & DOORKEEPERS or by.street not in (None, street):
        raise Forbidden("Only a security administrator of the street does this.")
