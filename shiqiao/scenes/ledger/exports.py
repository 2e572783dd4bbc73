"""The lists of the scene as spreadsheets: forms, a form's rows, the dictionary, what forms cost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.ledger import dictionary, formshown, reads, shown, store, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import place
from shiqiao.surfaces.kit.leafing import leaves

Params = Mapping[str, str]
FORMS = (
    Column("Title of the form", width=30), Column("Requesting department", width=18), Column("State", width=12),
    Column("Legal basis", width=34), Column("Asked from", "day", 12), Column("Last day", "day", 12),
    Column("How often", width=10), Column("Fields", "number", 8), Column("New fields", "number", 8),
    Column("Asked of", "number", 10), Column("Filled", "number", 8), Column("Filled by itself", "number", 10),
)  # fmt: skip
ROWS = (
    Column("About whom", width=20), Column("Grid", width=28), Column("State", width=14), Column("To ask", "number", 8),
    Column("To confirm", "number", 8), Column("Filled on", "moment", 18), Column("Filled by", width=14),
)  # fmt: skip
DICTIONARY = (
    Column("Name of the field", width=20), Column("Meaning", width=40), Column("Class of protection", width=12),
    Column("Kept by", width=16), Column("Where it stands", width=24), Column("Kind of answer", width=12),
    Column("Holds for", width=10), Column("Last confirmed", "moment", 18), Column("Code of the field", width=26),
)  # fmt: skip
BURDEN = (
    Column("Requesting department", width=20), Column("Forms", "number", 8), Column("Fields × people × rounds", "number", 14),
    Column("Fields answered", "number", 10), Column("Asked anew", "number", 10), Column("Changed", "number", 10),
    Column("Confirmed by a tap", "number", 12), Column("Known already", "number", 12), Column("Minutes spent", "number", 12),
    Column("Minutes saved", "number", 12),
)  # fmt: skip


def form_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the forms of a street."""
    tab = params.get("tab", "")
    tab = tab if tab in reads.TABS else "running"
    for leaf in leaves(lambda after: reads.forms(actor, tab, after=after, limit=200)):
        for one in formshown.shown_forms(actor, leaf.rows, now()):
            far = one.progress or reads.Progress()
            yield (
                one.title, one.department, one.state[0], one.basis, one.row.since, one.row.until, one.every, one.asks, one.new,
                far.all, far.filled, far.alone,
            )  # fmt: skip


def form_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which forms."""
    tab = params.get("tab", "")
    return [(_("State"), _(words.TABS[tab if tab in reads.TABS else "running"]))]


def row_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the rows of a form in the actor's ground."""
    form, state = reads.access_form(actor, number_in(params.get("of", ""))), params.get("state", "")
    state = state if state in ("open", "filled", "left") else "open"
    spec = reads.specs([form])[form.pk]
    if not dictionary.opens(actor, spec.about):
        raise NotFound
    round_ = reads.rounds_now({form.pk: spec}, now()).get(form.pk)
    if round_ is None:
        return
    where = shown.place_of(params.get("place", ""))
    for leaf in leaves(lambda after: reads.rows(actor, form.pk, round_, state, place=where, after=after, limit=500)):
        for one in formshown.shown_rows(actor, spec, leaf.rows, now()):
            yield (
                one.who.title if one.who else "", place(one.row.grid or one.row.community),
                words.triple(words.ROW_STATES, one.row.state)[0], one.asks, one.confirms, one.row.filled_at, one.by,
            )  # fmt: skip


def row_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which form."""
    form = reads.access_form(actor, number_in(params.get("of", "")))
    return [(_("Form to fill"), words.said(reads.specs([form])[form.pk].title))]


def field_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the dictionary."""
    for one in shown.fields(actor, shown.kind_of(params.get("kind", "")), params.get("q", "").strip()[:40]):
        yield (
            one.title, one.meaning, one.data_class[0], one.owner, one.where, one.sort, one.valid, one.confirmed_at,
            one.element.code,
        )  # fmt: skip


def burden_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield what the departments' forms cost in a month."""
    for row in shown.burden_rows(actor.street or 0, shown.month_of(params.get("month", ""), now())):
        one, counts = row["one"], row["one"].burden.counts
        yield (
            row["title"], one.forms, one.asked, counts.answers, counts.asked, counts.changed, counts.confirmed, counts.known,
            row["minutes"], row["saved_minutes"],
        )  # fmt: skip


def burden_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which month."""
    return [(_("Month"), shown.month_of(params.get("month", ""), now()).code)]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    for one in (
        ListExport("ledger-forms", "Forms", "desk:ledger:forms", FORMS, form_rows, form_chosen),
        ListExport(
            "ledger-rows", "Rows of a form", "desk:ledger:rows", ROWS, row_rows, row_chosen, roles=store.SEES, of=True
        ),
        ListExport("ledger-dictionary", "Field dictionary", "desk:ledger:dictionary", DICTIONARY, field_rows),
        ListExport("ledger-burden", "What forms cost", "desk:ledger:burden", BURDEN, burden_rows, burden_chosen),
    ):
        exports.fill(scene, one)
