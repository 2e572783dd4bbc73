"""What forms cost the grass roots (基层填报负担), by department and month: reckoned from how answers came, never typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from shiqiao.scenes.ledger import reads, rules
from shiqiao.scenes.ledger.models import CollectionForm, Filling, FormRow
from shiqiao.scenes.ledger.publishing import settings_by_version, settings_of
from shiqiao.scenes.ledger.rules import Burden, Counts

SUMS = {name: Sum(name) for name in Counts._fields}


@dataclass(frozen=True, slots=True)
class Charge:
    """A department's forms in a span: how many, what they asked (fields × people × rounds), and what it cost."""

    department: str
    forms: int
    asked: int
    burden: Burden


def charges(street: int, since: date, until: date) -> list[Charge]:
    """Return what each department's forms cost in days [since, until), most minutes first."""
    spent = _spent(street, since, until, "department")
    forms = list(CollectionForm.objects.filter(street=street, version__gt=0, since__lt=until))
    forms = [one for one in forms if one.until >= since and (one.ended_at is None or one.ended_at.date() >= since)]
    asked = _asked(forms, since, until)
    found = []
    for department in {*spent, *(one.department for one in forms)}:
        own = [one for one in forms if one.department == department]
        total = sum(asked.get(one.pk, 0) for one in own)
        found.append(Charge(department, len(own), total, spent.get(department, NOTHING)))
    return sorted(found, key=lambda one: (-one.burden.spent, -one.asked, one.department))


def months(street: int, since: date, until: date, department: str = "") -> dict[date, Burden]:
    """Return what forms cost month by month, those of one department where one is named."""
    return _spent(street, since, until, "month", department)


def of_form(form: CollectionForm) -> Burden:
    """Return what a form has cost so far."""
    rows = Filling.objects.filter(form=form.pk).values("settings").annotate(**SUMS)
    return _added(form.street, rows)


NOTHING = Burden(Counts(), 0, 0)


def _spent(street: int, since: date, until: date, by: str, department: str = "") -> dict[Any, Burden]:
    rows = Filling.objects.filter(street=street, day__gte=since, day__lt=until)
    if department:
        rows = rows.filter(department=department)
    summed = rows.annotate(month=TruncMonth("day")).values(by, "settings").annotate(**SUMS).order_by(by)
    parts: dict[Any, list[dict[str, Any]]] = {}
    for row in summed:
        parts.setdefault(row[by], []).append(row)
    return {key: _added(street, own) for key, own in parts.items()}


def _added(street: int, rows: Iterable[Any]) -> Burden:
    """Add up parts, each by the seconds that held when it was filled."""
    versions, total = settings_by_version(street), NOTHING
    for row in rows:
        seconds = versions.get(row["settings"], settings_of(street)).seconds
        one = rules.burden(Counts(*(row[name] or 0 for name in Counts._fields)), seconds)
        total = Burden(total.counts.plus(one.counts), total.spent + one.spent, total.without + one.without)
    return total


def _asked(forms: list[CollectionForm], since: date, until: date) -> dict[int, int]:
    """Return fields × people × rounds by form, for the rounds that began in a span or ran into it."""
    specs = reads.specs(forms)
    rows = FormRow.objects.filter(form__in=[one.pk for one in forms], round__lt=until)
    found: dict[int, int] = {}
    for form, round_, n in rows.exclude(state="left").values_list("form", "round").annotate(n=Count("pk")):
        spec = specs.get(form)
        if spec and (round_ >= since or rules.round_of(spec, min(since, spec.until or since)) == round_):
            found[form] = found.get(form, 0) + spec.asks * n
    return found
