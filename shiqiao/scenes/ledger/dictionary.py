"""The field dictionary of a street: what all parts and scenes hold, read for many subjects at once, given and confirmed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.elements import Element, ElementSource, Known, Words, element_sources
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.registry.elements import confirm as confirm_facts
from shiqiao.kernel.registry.elements import give as give_facts
from shiqiao.kernel.registry.elements import read as read_facts
from shiqiao.kernel.registry.fields import FieldSpec
from shiqiao.kernel.registry.rules import SENSITIVE
from shiqiao.scenes.ledger.definitions import Circle, FormSpec, NewField, Title
from shiqiao.scenes.ledger.models import DeclaredField, FormVersion

NOT_GIVEN = "This field is kept elsewhere and cannot be given in a form."


@dataclass(frozen=True, slots=True)
class Entry:
    """A field with who holds it."""

    element: Element
    source: ElementSource


def entries(street: int) -> list[Entry]:
    """Return all fields of a street's dictionary, those of the registry first."""
    found: dict[str, Entry] = {}
    for source in sorted(element_sources, key=lambda one: (one.order, one.name)):
        for element in source.elements(street):
            found.setdefault(element.code, Entry(element, source))
    return list(found.values())


def by_code(street: int) -> dict[str, Element]:
    """Return the fields of a street's dictionary by code."""
    return {one.element.code: one.element for one in entries(street)}


def entry(street: int, code: str) -> Entry:
    """Return one field with who holds it; raises NotFound."""
    found = next((one for one in entries(street) if one.element.code == code), None)
    if found is None:
        raise NotFound
    return found


def values(street: int, codes: Sequence[str], ids: Sequence[int]) -> dict[tuple[str, int], Known]:
    """Return what is known of subjects, in a few queries a source however many they are. Nothing is masked or withheld."""
    wanted = set(codes)
    found: dict[tuple[str, int], Known] = {}
    for source, own in _by_source(street, wanted):
        found.update(source.read(street, own, ids))
    return found


def _by_source(street: int, wanted: Iterable[str]) -> list[tuple[ElementSource, list[str]]]:
    asked = set(wanted)
    found: dict[str, tuple[ElementSource, list[str]]] = {}
    for one in entries(street) if asked else ():
        if one.element.code in asked:
            found.setdefault(one.source.name, (one.source, []))[1].append(one.element.code)
    return list(found.values())


def give(street: int, subject: Ref, given: Mapping[str, str], source: str, *, by: Actor, at: datetime) -> None:
    """State values by code, each through whoever keeps it. Raises what they raise."""
    for holder, own in _by_source(street, given):
        if holder.give is None:
            raise Invalid(fields={own[0]: NOT_GIVEN})
        holder.give(subject, {code: given[code] for code in own}, source, by, at)


def confirm(street: int, subject: Ref, codes: Sequence[str], source: str, *, by: Actor, at: datetime) -> None:
    """Say that what is known is still right, each through whoever keeps it."""
    for holder, own in _by_source(street, codes):
        if holder.confirm is not None:
            holder.confirm(subject, own, source, by, at)


def latest(street: int) -> dict[str, datetime]:
    """Tell by code when anything of a field was confirmed last."""
    found: dict[str, datetime] = {}
    for source in element_sources:
        found.update(source.latest(street))
    return found


def withheld(actor: Actor, element: Element) -> bool:
    """Tell whether a field is kept from an actor: sensitive ones are for whoever works with them."""
    return element.data_class == "sensitive" and not actor.roles & SENSITIVE


def opens(actor: Actor, about: Circle, known: Mapping[str, Element] | None = None) -> bool:
    """Tell whether an actor may see who belongs to a circle: nobody reads a sensitive fact from who stands in a list."""
    if actor.roles & SENSITIVE:
        return True
    known = by_code(actor.street or 0) if known is None else known
    return not any(known[code].data_class == "sensitive" for code in about.fields if code in known)


# ── fields that forms brought ──────────────────────────────────────────────────────────────────────────────────────

OWNER = Words("发表部门（经街道审批）", "The department that requested the form, approved by the street")


@snapshot("ledger")
def _declared() -> Mapping[str, tuple[FieldSpec, NewField, Title]]:
    with scope.whole():
        rows = list(DeclaredField.objects.order_by("pk").select_related("form"))
        titles = {
            (one.form_id, one.version): FormSpec.model_validate(one.content).title
            for one in FormVersion.objects.filter(form__in=[row.form_id for row in rows])
        }
        return {row.key: (*_spec(row), titles[row.form_id, row.form.version or 1]) for row in rows}


def _spec(row: DeclaredField) -> tuple[FieldSpec, NewField]:
    new = NewField.model_validate(row.content)
    values = {f"v{number}": {"zh": value.zh, "en": value.en} for number, value in enumerate(new.values, start=1)}
    spec = FieldSpec.model_validate({
        "key": row.key, "title": {"zh": new.title.zh, "en": new.title.en}, "of": [row.kind], "kind": new.sort,
        "class": new.data_class, "valid": new.valid, "values": values, "street": row.street,
    })  # fmt: skip
    return spec, new


def declared_specs() -> Mapping[str, FieldSpec]:
    """Return what forms of all streets have brought, for the registry."""
    return {key: spec for key, (spec, _new, _form) in _declared().items()}


def declared_elements(street: int) -> list[Element]:
    """Return the fields that forms of a street have brought."""
    return [_element(spec, new, form) for spec, new, form in _declared().values() if spec.street == street]


def _element(spec: FieldSpec, new: NewField, form: Title) -> Element:
    where = Words(f"填报表《{form.zh}》", f"Form “{form.en}”")
    return Element(
        f"{spec.of[0]}.{spec.key}", Words(new.title.zh, new.title.en), Words(new.meaning.zh, new.meaning.en),
        new.data_class, OWNER, where, spec.kind,
        {code: Words(one.zh, one.en) for code, one in spec.values.items()}, new.valid,
    )  # fmt: skip


def fill(scene: str) -> None:
    """Put the fields that forms brought into the dictionary; their values are facts of the registry."""
    element_sources.fill(
        scene, ElementSource("forms", declared_elements, read_facts, give_facts, confirm_facts, order=20)
    )
