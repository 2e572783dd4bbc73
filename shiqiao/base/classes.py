"""What a column that can hold words or bytes is, declared on its model: read by the tests, by key rotation, by the inventory.

Classes: `public` and `internal` may stand as they are, `personal` and `sensitive` (《个人信息保护法》第二十八条) may not.
Protections of what is personal: `sealed` is encrypted, `keyed` is found only by whoever has the key, `bound` is text
without identifiers whose salted commitment stands in the journal, `staff` are names of officials in office; `hashed`
secrets cannot be read back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

CLASSES = ("public", "internal", "personal", "sensitive")
PLAIN = {"public": "public", "internal": "internal", "hashed": "internal"}  # protections that fix the class


@dataclass(frozen=True, slots=True)
class Held:
    """One column: how it is protected, its class, and the context that binds what is sealed to it."""

    column: str
    protection: str
    data_class: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a table holds, column by column, and where its personal values are shown."""

    model: type
    columns: Mapping[str, Held]
    shown: str = ""

    def of(self, protection: str) -> list[Held]:
        """Return the columns with a protection."""
        return [held for held in self.columns.values() if held.protection == protection]


HOLDINGS: dict[type, Holding] = {}
M = TypeVar("M", bound=type)


def holds(
    *,
    public: str = "",
    internal: str = "",
    staff: str = "",
    hashed: str = "",
    keyed: str = "",
    bound: str = "",
    sealed: Mapping[str, str] | None = None,
    sensitive: str = "",
    shown: str = "",
) -> Callable[[M], M]:
    """Declare on a model what its columns are, as names separated by blanks; `sealed` also names each one's context.

    What is sealed, keyed, bound or staff is personal, or sensitive when `sensitive` names it too. `shown` tells where
    the values appear and for whom. Raises ValueError for a column named twice, or sensitive but unprotected.
    """
    parts = {"public": public, "internal": internal, "staff": staff, "hashed": hashed, "keyed": keyed, "bound": bound}
    contexts, delicate = dict(sealed or {}), set(sensitive.split())
    pairs = [(name, part) for part, names in parts.items() for name in names.split()]
    pairs += [(name, "sealed") for name in contexts]

    def declare(model: M) -> M:
        named = [name for name, _ in pairs]
        if twice := {name for name in named if named.count(name) > 1}:
            raise ValueError(f"{model.__name__}: named twice: {', '.join(sorted(twice))}")
        unprotected = delicate - {name for name, part in pairs if part not in PLAIN}
        if unprotected:
            raise ValueError(f"{model.__name__}: sensitive but not protected: {', '.join(sorted(unprotected))}")
        HOLDINGS[model] = Holding(model, {name: _held(name, part, delicate, contexts) for name, part in pairs}, shown)
        return model

    return declare


def _held(name: str, protection: str, delicate: set[str], contexts: Mapping[str, str]) -> Held:
    data_class = PLAIN.get(protection) or ("sensitive" if name in delicate else "personal")
    return Held(name, protection, data_class, contexts.get(name, ""))
