"""Forms and their rows for those who may see them: forms are the whole street's, rows those of the own ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.db.reach import within
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, cut, newest
from shiqiao.base.rows import the_one
from shiqiao.base.text import number_in
from shiqiao.scenes.ledger import dictionary, rules, store
from shiqiao.scenes.ledger.definitions import FormSpec, LedgerSpec
from shiqiao.scenes.ledger.models import CollectionForm, FormRow, FormVersion, LedgerVersion

PAGE = 50
TABS = {"running": ("running",), "requested": ("requested",), "over": ("ended", "refused", "withdrawn")}


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def codes_of(street: int) -> set[str]:
    """Return the codes of a street's forms, whatever became of them."""
    return set(CollectionForm.objects.filter(street=street).values_list("code", flat=True))


def forms(actor: Actor, tab: str, *, after: str = "", limit: int = PAGE) -> Page[Any]:
    """Return a page of a street's forms, the newest first. A change that waits stands under what is requested, too."""
    rows = CollectionForm.objects.filter(street=actor.street or 0)
    if tab == "requested":
        waiting = FormVersion.objects.filter(street=actor.street or 0, state="requested").values("form")
        rows = rows.filter(pk__in=waiting)
    else:
        rows = rows.filter(state__in=TABS.get(tab, TABS["running"]))
    return newest(rows, after, limit)


def access_form(actor: Actor, number: int) -> CollectionForm:
    """Return a form of the actor's street; raises NotFound."""
    return the_one(CollectionForm.objects.filter(pk=number, street=actor.street or 0))


def versions_of(form: int) -> list[FormVersion]:
    """Return the versions of a form, the newest first; the form has been seen already."""
    return list(FormVersion.objects.filter(form=form).order_by("-version"))


def specs(forms: Iterable[CollectionForm]) -> dict[int, FormSpec]:
    """Return the declarations of forms: that in force, else the newest; in one query."""
    wanted = {form.pk: form.version for form in forms}
    found: dict[int, FormSpec] = {}
    for row in FormVersion.objects.filter(form__in=wanted).order_by("form", "version"):
        if not wanted[row.form_id] or row.version == wanted[row.form_id]:
            found[row.form_id] = FormSpec.model_validate(row.content)
    return found


# ── rows ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def seen_rows(actor: Actor) -> QuerySet[FormRow]:
    """Return the rows of the actor's ground."""
    rows = FormRow.objects.filter(street=actor.street or 0)
    if not actor.roles & store.SEES or actor.reach.span is None:
        return rows.none()
    return rows.filter(within(*actor.reach.span))


def rows(
    actor: Actor, form: int, round_: date, state: str, *, place: int = 0, after: str = "", limit: int = PAGE
) -> Page[Any]:
    """Return a page of the rows of a round that an actor sees, by number."""
    found = seen_rows(actor).filter(form=form, round=round_, state=state)
    if place:
        found = found.filter(grid=place) if place >= 10**14 else found.filter(community=place)
    if number := number_in(after):
        found = found.filter(pk__gt=number)
    return cut(list(found.order_by("pk")[: limit + 1]), limit, lambda row: row.pk)


def access_row(actor: Actor, number: int) -> FormRow:
    """Return a row of the actor's ground; absent and not yours are the same NotFound."""
    row = seen_rows(actor).filter(pk=number).select_related("form").first()
    if row is None or not dictionary.opens(actor, specs([row.form])[row.form_id].about):
        raise NotFound
    return row


def next_open(actor: Actor, row: FormRow) -> int:
    """Return the next open row after one in the actor's ground, 0 for none."""
    found = seen_rows(actor).filter(form=row.form_id, round=row.round, state="open")
    return found.filter(pk__gt=row.pk).order_by("pk").values_list("pk", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a form is in some ground: rows that are open and filled, of these by themselves."""

    open: int = 0
    filled: int = 0
    alone: int = 0

    @property
    def all(self) -> int:
        """Return how many are asked."""
        return self.open + self.filled

    @property
    def share(self) -> int:
        """Return how many of a hundred are filled."""
        return self.filled * 100 // self.all if self.all else 0


def progress(actor: Actor, rounds: dict[int, date], by: str = "form") -> dict[int, Progress]:
    """Return the progress of the rounds of forms in the actor's ground, by form, community or grid, in one query."""
    condition = Q(pk__in=())
    for form, round_ in rounds.items():
        condition |= Q(form=form, round=round_)
    counted = seen_rows(actor).filter(condition, state__in=("open", "filled"))
    found: dict[int, Progress] = {}
    for key, state, how, n in counted.values_list(by, "state", "how").annotate(n=Count("pk")):
        one = found.get(key, Progress())
        found[key] = Progress(
            one.open + n * (state == "open"), one.filled + n * (state == "filled"), one.alone + n * (how == "self")
        )
    return found


def rounds_now(found: dict[int, FormSpec], at: datetime) -> dict[int, date]:
    """Return the round that runs, by form; after a form has ended its last one."""
    today = store.today(at)
    shown = {form: rules.round_of(spec, min(today, spec.until or today)) for form, spec in found.items()}
    return {form: round_ for form, round_ in shown.items() if round_ is not None}


# ── ledgers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def ledgers(actor: Actor) -> list[LedgerVersion]:
    """Return the ledgers in force, by code."""
    found = LedgerVersion.objects.filter(street=actor.street or 0).order_by("code", "-version").distinct("code")
    return list(found)


def access_ledger(actor: Actor, code: str) -> tuple[LedgerVersion, LedgerSpec]:
    """Return a ledger in force; raises NotFound."""
    row = the_one(LedgerVersion.objects.filter(street=actor.street or 0, code=code).order_by("-version"))
    return row, LedgerSpec.model_validate(row.content)


def users_of(street: int, code: str) -> tuple[list[tuple[int, str, FormSpec]], list[LedgerSpec]]:
    """Return the forms (number, state, declaration) and ledgers of a street that use a field."""
    forms = list(CollectionForm.objects.filter(street=street).order_by("-pk"))
    known = specs(forms)
    using = [(one.pk, one.state, known[one.pk]) for one in forms if one.pk in known and code in known[one.pk].codes()]
    latest = LedgerVersion.objects.filter(street=street).order_by("code", "-version").distinct("code")
    own = [LedgerSpec.model_validate(one.content) for one in latest]
    return using, [one for one in own if code in one.codes()]


def forms_waiting(actor: Actor, most: int) -> int:
    """Count running forms with rows to fill in the actor's ground, no further than `most`; of a past round none is open."""
    rows = seen_rows(actor).filter(state="open", form__state="running")
    return len(rows.order_by().values_list("form").distinct()[:most])
