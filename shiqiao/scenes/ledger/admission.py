"""Admission of forms (表单准入): requested, checked against the dictionary, approved by another, changed in versions, ended."""

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.elements import Element
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.base.snapshots import touch
from shiqiao.kernel.registry.circles import read_test
from shiqiao.scenes.ledger import dictionary, filling, rules, store
from shiqiao.scenes.ledger.definitions import FormSpec, NewField, fingerprint, plain
from shiqiao.scenes.ledger.errors import Doubles, NotOneself, NotSo
from shiqiao.scenes.ledger.models import CollectionForm, DeclaredField, FormVersion
from shiqiao.scenes.ledger.publishing import NOT_THERE, settings_of

NO_BASIS = "A form needs its legal basis: the paper by which it may be asked, with its number."
NO_END = "A form needs a day on which it ends."
BACKWARDS = "The form would end before it begins. Correct the days."
IN_THE_PAST = "The last day has passed already. Choose a later one."
EMPTY = "Choose what is asked: fields of the dictionary, or new ones."
NO_DEPARTMENT = "This department does not request forms here. Choose one of the list."
BESIDE = ("visit", "matter")  # what is asked while working: whoever approves is told of it


# ── checking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check(street: int, spec: FormSpec, at: datetime) -> None:
    """Raise Invalid naming each place, Doubles for new fields that exist: the rule by which a form is admitted at all."""
    if wrong := _wrong(street, spec, at):
        raise Invalid(fields=wrong)
    known = dictionary.by_code(street)
    if missing := [code for code in spec.fields if code not in known or not known[code].read]:
        raise Invalid(fields={"fields": NOT_THERE}, field_code=missing[0])
    for one in spec.about.where:
        read_test(one, spec.about.kind)
    if found := doubles(spec, list(known.values())):
        raise Doubles(found)


def _wrong(street: int, spec: FormSpec, at: datetime) -> dict[str, str]:
    """Return what every form must have: a basis, a last day to come, something to ask, a department that is known."""
    wrong = {} if spec.basis else {"basis": NO_BASIS}
    wrong |= _wrong_days(spec, store.today(at))
    if not spec.asks:
        wrong["fields"] = EMPTY
    if spec.department not in {one.code for one in settings_of(street).departments}:
        wrong["department"] = NO_DEPARTMENT
    return wrong


def _wrong_days(spec: FormSpec, today: date) -> dict[str, str]:
    if spec.until is None:
        return {"until": NO_END}
    if spec.until < spec.since:
        return {"until": BACKWARDS}
    return {"until": IN_THE_PAST} if spec.until < today else {}


def doubles(spec: FormSpec, known: list[Element]) -> list[tuple[int, str, Element]]:
    """Return the new fields of a form that ask what the dictionary has, or what the form asks elsewhere."""
    own = {f"{spec.about.kind}.{one.key}" for one in spec.new if one.key}
    near = [one for one in known if one.kind == spec.about.kind and one.code not in own]
    found: list[tuple[int, str, Element]] = []
    seen: list[Element] = []
    for number, one in enumerate(spec.new):
        if not one.key and (double := rules.doubled(one, [*near, *seen])):
            found.append((number, one.title.zh, double))
        seen.append(_as_element(one, spec))
    return found


def beside(spec: FormSpec, known: list[Element]) -> list[tuple[str, Element]]:
    """Return the new fields of a form that matters or visits ask for already, with where: told to whoever approves."""
    work = [one for one in known if one.kind in BESIDE]
    found = [(one.title.zh, rules.doubled(one, work)) for one in spec.new]
    return [(title, element) for title, element in found if element is not None]


def _as_element(one: NewField, spec: FormSpec) -> Element:
    words = dictionary.Words
    here = words("本表", "this form")
    return Element(
        f"{spec.about.kind}.new", words(one.title.zh, one.title.en), words(one.meaning.zh, one.meaning.en), one.data_class,
        here, here,
    )  # fmt: skip


# ── acts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def request_form(*, spec: FormSpec, invented: bool = False, by: Actor, at: datetime) -> FormVersion:
    """Request a form: it goes to the street's leaders. Raises Invalid and Doubles (nothing is kept), Forbidden."""
    street = by.street or 0
    store.may(by, store.REQUESTS, street, "Your post does not request forms.")
    with scope.scoped(*scope.of(by)):
        check(street, spec, at)
        if CollectionForm.objects.filter(street=street, code=spec.code).exists():
            raise Invalid(fields={"code": "A form with this code is there already."})
        form = _create(street, spec, invented)
        return _request(form, spec, by, at)


def request_change(*, form: int, spec: FormSpec, by: Actor, at: datetime) -> FormVersion:
    """Request another version of a running form; the one in force runs on until it is approved."""
    street = by.street or 0
    store.may(by, store.REQUESTS, street, "Your post does not request forms.")
    with scope.scoped(*scope.of(by)):
        row = _locked(form, by)
        if row.state != "running" or FormVersion.objects.filter(form=row, state="requested").exists():
            raise NotSo
        if (spec.about.kind, spec.code) != (row.kind, row.code):
            raise Invalid(fields={"about": "About whom a form is cannot change; request another form."})
        check(street, spec, at)
        latest = FormVersion.objects.filter(form=row).order_by("-version").first()
        if latest and latest.fingerprint == fingerprint(spec):
            raise Invalid(fields={"fields": "Nothing has changed against the version in force."})
        return _request(row, spec, by, at)


def _create(street: int, spec: FormSpec, invented: bool) -> CollectionForm:
    return CollectionForm.objects.create(
        street=street, code=spec.code, department=spec.department, kind=spec.about.kind, since=spec.since,
        until=spec.until, invented=invented,
    )  # fmt: skip


def _request(form: CollectionForm, spec: FormSpec, by: Actor, at: datetime) -> FormVersion:
    before = FormVersion.objects.filter(form=form).order_by("-version").values_list("version", flat=True).first() or 0
    row = FormVersion.objects.create(
        street=form.street, form=form, version=before + 1, content=plain(spec), fingerprint=fingerprint(spec),
        requested_by=by.account or 0, requested_at=at,
    )  # fmt: skip
    ref = Ref(store.FORM, form.pk)
    store.note("ledger.requested", ref, form.street, by, at, version=row.version, department=spec.department,
               fields=list(spec.fields), new=len(spec.new), fingerprint=row.fingerprint)  # fmt: skip
    if by.kind != "system":
        store.tell("ledger.requested", ref, form.street, at, roles=store.APPROVES, leave_out=frozenset({by.post or 0}))
    return row


def decide(*, form: int, approve: bool, answer: str = "", by: Actor, at: datetime) -> FormVersion:
    """Approve what is requested, or refuse it with a reason; never by who requested it. Whoever requested it is told.

    An approved form is in force at once, its new fields stand in the dictionary, and whoever is asked has it to fill.
    Raises NotOneself, NotSo, Invalid (the dictionary may have changed meanwhile), Forbidden.
    """
    street = by.street or 0
    store.may(by, store.APPROVES, street, "A leader of the street decides about forms.")
    with scope.scoped(*scope.of(by)):
        row = _locked(form, by)
        version = FormVersion.objects.select_for_update().filter(form=row, state="requested").first()
        if version is None:
            raise NotSo
        if version.requested_by and version.requested_by == by.account:
            raise NotOneself
        if not approve:
            return _refuse(row, version, store.written(answer, "answer", "Write why the form is refused."), by, at)
        spec = FormSpec.model_validate(version.content)
        check(street, spec, at)
        version.answer = answer.strip()[: store.TEXT_MOST]
        return _approve(row, version, spec, by, at)


def _approve(row: CollectionForm, version: FormVersion, spec: FormSpec, by: Actor, at: datetime) -> FormVersion:
    spec = _declare(row, spec, at)
    version.content, version.fingerprint = plain(spec), fingerprint(spec)
    version.state, version.decided_by, version.decided_at = "approved", by.account or 0, at
    version.save()
    row.version, row.state, row.department = version.version, "running", spec.department
    row.since, row.until = spec.since, spec.until or spec.since
    row.save()
    ref = Ref(store.FORM, row.pk)
    store.note("ledger.approved", ref, row.street, by, at, version=version.version, fields=list(spec.codes()),
               fingerprint=version.fingerprint)  # fmt: skip
    store.tell("ledger.approved", ref, row.street, at, account=version.requested_by)
    touch("ledger")
    filling.open_round(row, spec, at=at)
    return version


def _refuse(row: CollectionForm, version: FormVersion, answer: str, by: Actor, at: datetime) -> FormVersion:
    version.state, version.answer, version.decided_by, version.decided_at = "refused", answer, by.account or 0, at
    version.save()
    if row.state == "requested":
        row.state = "refused"
        row.save()
    ref = Ref(store.FORM, row.pk)
    store.note("ledger.refused", ref, row.street, by, at, version=version.version)
    store.tell("ledger.refused", ref, row.street, at, account=version.requested_by)
    return version


def _declare(row: CollectionForm, spec: FormSpec, at: datetime) -> FormSpec:
    """Put the new fields of a form into the dictionary and give each its key, which is never used again."""
    named = []
    for one in spec.new:
        if not one.key:
            field = DeclaredField.objects.create(
                street=row.street,
                form=row,
                key=uuid4().hex[:20],
                kind=spec.about.kind,
                content=plain(one),
                declared_at=at,
            )
            one = one.model_copy(update={"key": f"asked_{field.pk}"})
            field.key, field.content = one.key, plain(one)
            field.save()
        named.append(one)
    return spec.model_copy(update={"new": tuple(named)})


def withdraw(*, form: int, by: Actor, at: datetime) -> FormVersion:
    """Take the own request back before it is decided."""
    with scope.scoped(*scope.of(by)):
        row = _locked(form, by)
        version = FormVersion.objects.select_for_update().filter(form=row, state="requested").first()
        if version is None or version.requested_by != by.account:
            raise NotSo
        version.state, version.decided_at = "withdrawn", at
        version.save()
        if row.state == "requested":
            row.state = "withdrawn"
            row.save()
        store.note("ledger.withdrawn", Ref(store.FORM, row.pk), row.street, by, at, version=version.version)
    return version


def end_form(*, form: int, by: Actor, at: datetime) -> CollectionForm:
    """End a running form before its last day, or on it by the worker: it takes no more answers."""
    with scope.scoped(*scope.of(by)):
        row = _locked(form, by)
        store.may(by, store.APPROVES, row.street, "A leader of the street decides about forms.")
        if row.state != "running":
            raise NotSo
        row.state, row.ended_at = "ended", at
        row.save()
        store.note("ledger.ended", Ref(store.FORM, row.pk), row.street, by, at, until=str(row.until))
        touch("ledger")
    return row


def install_form(*, street: int, spec: FormSpec, invented: bool = False, by: Actor, at: datetime) -> CollectionForm:
    """Take over a form from a locality's file: checked like every other, approved by the office that wrote the file."""
    by = replace(by, street=street)
    store.may(by, store.PUBLISHES, street, "Only an administrator of the street does this.")
    with scope.scoped(street):
        check(street, spec, at)
        form = _create(street, spec, invented)
        _approve(form, _request(form, spec, by, at), spec, replace(by, account=None), at)
    return form


def _locked(form: int, by: Actor) -> CollectionForm:
    return the_one(CollectionForm.objects.select_for_update().filter(pk=form, street=by.street or 0))
