"""What marks a firm: its kind, what the register holds of it by yes, no or choice, and what others add (tier, tags)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shiqiao.base.actor import Ref
from shiqiao.kernel.registry import fields, rules
from shiqiao.kernel.registry import reads as registry

KIND = "organisation"
Titles = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class FirmMarks:
    """Further marks of firms: `read(street, organisation)` are those of one, `titles(street)` all: code → (Chinese, English).

    A code is written `what=value`, as in `tier=gold`.
    """

    name: str
    read: Callable[[int, int], Iterable[str]] = field(compare=False)
    titles: Callable[[int], Titles] = field(compare=False)


_plugged: dict[str, FirmMarks] = {}


def plug_marks(marks: FirmMarks) -> None:
    """Let another package of the scene add marks of firms; what has the same name replaces the former."""
    _plugged[marks.name] = marks


def live(organisation: int) -> int:
    """Return the firm that a number stands for today: one that was merged is the one it was merged into."""
    return registry.resolve(Ref(KIND, organisation)).id if organisation else 0


def marks_of(street: int, organisation: int) -> frozenset[str]:
    """Return the marks of a firm of a street; none for one that is not there."""
    row: Any = (
        registry.KINDS[KIND]._default_manager.filter(pk=organisation, street=street).first() if organisation else None
    )
    if row is None:
        return frozenset()
    found = {f"kind={row.kind}", f"industry={row.industry[:1]}"}
    for spec in _choices(street):
        value = registry.values_of(KIND, spec.key, [organisation]).get(organisation)
        found |= {f"{spec.key}={value}"} if value else set()
    return frozenset(found.union(*(one.read(street, organisation) for one in _plugged.values())))


def _choices(street: int) -> list[fields.FieldSpec]:
    return [one for one in fields.fields_of(KIND, street) if one.kind in fields.FINDABLE and not one.sealed]


def titles(street: int) -> dict[str, tuple[str, str]]:
    """Return every mark that a rule can ask for, with its titles; kinds of organisations by their codes."""
    found: dict[str, tuple[str, str]] = {f"kind={code}": ("", code) for code in rules.ORGANISATION_KINDS}
    for spec in _choices(street):
        if spec.kind == "choice":
            found |= {f"{spec.key}={code}": _pair(spec.title, title) for code, title in spec.values.items()}
        else:
            found[f"{spec.key}=yes"] = (spec.title.zh, spec.title.en)
    for one in _plugged.values():
        found |= dict(one.titles(street))
    return found


def _pair(name: fields.Title, value: fields.Title) -> tuple[str, str]:
    return f"{name.zh}：{value.zh}", f"{name.en}: {value.en}"
