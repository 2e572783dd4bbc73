"""What the views share: frames of pages, files in and out, errors put into forms."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.text import masked
from shiqiao.scenes.hotline import intake, letters, rating, reads, reconcile, shown, uploads, words
from shiqiao.scenes.hotline.exchange import exchange_of, mapping_of
from shiqiao.scenes.hotline.forms import FORMS, ActForm, CompareForm, FileForm
from shiqiao.scenes.hotline.intake import Taken
from shiqiao.scenes.hotline.models import Exclusion, Order, Reconciliation
from shiqiao.scenes.hotline.store import unseal
from shiqiao.scenes.hotline.tables import read_orders
from shiqiao.surfaces.desk.words import item_title, said
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PREVIEWED, NAMED = 300, 10  # rows that a page shows


def done(request: HttpRequest, sentence: str, url: str, *, good: bool = True) -> HttpResponse:
    """Say what was done and go on."""
    (messages.success if good else messages.error)(request, sentence)
    return HttpResponseRedirect(url)


def tried(form: KitForm, act: Callable[[], object]) -> bool:
    """Do something; a refusal is put into the form."""
    try:
        act()
    except ShiqiaoError as error:
        form.add_action_error(error)
        return False
    return True


def first_error(form: KitForm) -> str:
    """Return the first thing that is wrong with a form."""
    return str(next(iter(form.errors.values()))[0]) if form.errors else _("This cannot be used.")


def form_of(do: str) -> Callable[..., ActForm]:
    """Return the form of what can be done with an order; raises NotFound."""
    if do not in FORMS:
        raise NotFound
    return FORMS[do]


def tab_titles() -> dict[str, str]:
    """Return the tabs of the list of orders with their titles."""
    return {
        "take": _("To take"), "work": _("In work"), "objecting": _("Objected to"), "back": _("To write back"),
        "changed": _("Changed upstream"), "all": _("All"),
    }  # fmt: skip


def frame(actor: Actor) -> dict[str, Any]:
    """Return the tabs of the list of orders with what waits in each."""
    counted = reads.counts(actor)
    tabs = [(code, title, _bounded(counted.get(code, 0))) for code, title in tab_titles().items()]
    return {"tabs": tabs, "red": _bounded(counted["red"]), "drafted": _bounded(counted["drafted"])}


def _bounded(count: int) -> str:
    return f"{reads.MANY}+" if count > reads.MANY else str(count) if count else ""


def order_page(actor: Actor, row: Order, at: datetime) -> dict[str, Any]:
    """Return what an order's page shows."""
    rounds = reads.rounds_of(row)
    exclusion, result = reads.exclusion_of(row), reads.result_about(row)
    return {
        "one": shown.order_rows([row], at)[0], "order": row, "upstream": words.one(words.UPSTREAM, row.upstream_state),
        "rounds": shown.order_rows(rounds, at) if len(rounds) > 1 else [],
        "letters": shown.letter_rows(reads.letters_about(row)), "acts": shown.acts(actor, row, at),
        "contact": shown.contact(actor, row), "reveal": shown.reveal_contact(actor, row), "steps": shown.steps(row),
        "exclusion": exclusion_rows([exclusion])[0] if exclusion else None,
        "result": shown.result_said(result) if result else "",
    }  # fmt: skip


def mail_frame(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return how the way to 12345 stands, and the files made for uploading."""
    street = actor.street or 0
    circuit, exchange = reads.circuit_of(street), exchange_of(street)
    closed = bool(circuit and circuit.open_until and circuit.open_until > at)
    states = [("", _("All"))] + [(code, _(title)) for code, (title, _tone) in words.LETTER_STATES.items()]
    return {
        "exchange": exchange, "circuit": circuit, "closed": closed, "states": states, "acts": "dispatcher" in actor.roles,
        "why": words.one(words.ERRORS, circuit.error) if circuit else "", "exports": reads.exports(actor),
    }  # fmt: skip


def acknowledged(form: FileForm, actor: Actor, at: datetime) -> str:
    """Read their table of acknowledgements and say what became of it; empty when the form has an error now."""
    try:
        with uploads.for_once(form.cleaned_data["file"], actor.street or 0) as path:
            found = letters.take_acknowledgements(
                rows=tables.read_rows(path, bad=lambda number, why: None), street=actor.street or 0, by=actor, at=at
            )
    except ShiqiaoError as error:
        form.add_action_error(error)
        return ""
    counted = {name: len(rows) for name, rows in found.items()}
    return _("Received %(taken)d, refused %(refused)d, known before %(there)d, not understood %(unknown)d.") % counted


# ── loading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def mapping_frame(actor: Actor) -> dict[str, Any]:
    """Return the mapping's name and headings."""
    mapping = mapping_of(actor.street or 0)
    named = [
        (words.one(words.FIELDS, name), "、".join(value))
        for name, value in mapping.columns
        if value and name in words.FIELDS
    ]
    return {"mapping": said(mapping.title), "headings": named}


def preview(form: FileForm, actor: Actor, at: datetime) -> dict[str, Any] | None:
    """Keep an uploaded table and say what loading it would do; None when it cannot be read."""
    street = actor.street or 0
    name = uploads.keep(form.cleaned_data["file"], street)
    try:
        path, mapping = uploads.kept(name, street), mapping_of(street)
        rows = intake.marks(list(read_orders(path, mapping, at)), street, mapping)
    except ShiqiaoError as error:
        uploads.kept(name, street).unlink(missing_ok=True)
        form.add_action_error(error)
        return None
    return {"name": name, **summary(rows, street)}


def summary(rows: Sequence[Taken], street: int) -> dict[str, Any]:
    """Return what became, or would become, of rows: counts by verdict, and the rows in words."""
    counted = Counter(one.verdict for one in rows)
    chips = [(*words.pair(words.VERDICTS, code), counted[code]) for code in words.VERDICTS if counted[code]]
    order = {"rejected": 0, "changed": 1}
    shown_rows = sorted(rows, key=lambda one: (order.get(one.verdict, 2), one.row))
    return {
        "chips": chips, "rows": [_row_said(one, street) for one in shown_rows[:PREVIEWED]], "total": len(rows),
        "more": max(0, len(rows) - PREVIEWED),
    }  # fmt: skip


def _row_said(one: Taken, street: int) -> dict[str, Any]:
    verdict, tone = words.pair(words.VERDICTS, one.verdict)
    return {
        "row": one.row, "number": one.number, "verdict": verdict, "tone": tone, "matter": one.matter,
        "url": reverse("desk:matter", args=[one.matter]) if one.matter else "", "deadline": one.deadline,
        "item": item_title(street, one.item) if one.item else "", "sure": one.how != "default",
        "suggested": item_title(street, one.suggested) if one.suggested else "", "wrong": words.reasons(one.wrong),
    }  # fmt: skip


def loaded(path: Path, actor: Actor, at: datetime, *, whole: bool) -> dict[str, Any]:
    """Load a kept table and say what became of it; the file is gone afterwards."""
    street = actor.street or 0
    rows = read_orders(path, mapping_of(street), at)
    found = intake.take_in_orders(rows=rows, street=street, by=actor, at=at, all_or_nothing=whole)
    path.unlink(missing_ok=True)
    return {**summary(found.rows, street), "total": found.tally.rows, "wrong": found.tally.counts["rejected"]}


# ── comparing and rates ────────────────────────────────────────────────────────────────────────────────────────────


def last_month(at: datetime) -> dict[str, Any]:
    """Return the thirty days up to today."""
    today = at.astimezone(rating.ZONE).date()
    return {"since": today - timedelta(days=30), "until": today}


def compared(form: CompareForm, request: HttpRequest, at: datetime) -> int | None:
    """Compare an uploaded list and name the rows that were not understood; None with what is wrong in the form."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    street = actor.street or 0
    try:
        since, until = form.period()
        with uploads.for_once(form.cleaned_data["file"], street) as path:
            run, wrong = reconcile.reconcile(path=path, since=since, until=until, street=street, by=actor, at=at)
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None
    for row, fields in list(wrong.items())[:NAMED]:
        why = "; ".join(f"{field}: {reason}" for field, reason in words.reasons(fields))
        messages.error(request, _("Row %(row)d was not compared. %(why)s") % {"row": row, "why": why})
    return run.id


def run_rows(rows: Iterable[Reconciliation]) -> list[tuple[Reconciliation, int, list[tuple[str, int]]]]:
    """Return comparisons with what they found, in words."""
    return [
        (row, sum(row.counts.values()), [(words.one(words.DIFFERENCES, kind), n) for kind, n in row.counts.items()])
        for row in rows
    ]


def mended(count: int, failed: Mapping[str, ShiqiaoError]) -> str:
    """Say how many differences were mended, and why others could not be."""
    done_said = _("%(n)d settled.") % {"n": count}
    whys = [f"{number}: {_why(error)}" for number, error in list(failed.items())[:5]]
    return " ".join([done_said, *whys])


def _why(error: ShiqiaoError) -> str:
    told = describe(error)
    return " ".join(told["fields"].values()) or told["message"]


def months(month: str, since: datetime) -> dict[str, str]:
    """Return the months before and after one."""
    before, after = since - timedelta(days=1), since + timedelta(days=32)
    return {"before": f"{before:%Y-%m}", "after": f"{after:%Y-%m}"}


def exclusion_rows(rows: Iterable[Exclusion]) -> list[dict[str, Any]]:
    """Return exclusions in words."""
    return [
        {
            "row": row, "reason": words.one(words.EXCLUSIONS, row.reason), "note": masked(unseal(row.note).get("note", "")),
            "url": reverse("desk:hotline:order", args=[row.order]),
        }
        for row in rows
    ]  # fmt: skip


def behind(actor: Actor, query: Mapping[str, str], at: datetime) -> tuple[list[int], str]:
    """Return the orders behind a figure of the rates, and its title."""
    _month, since, until = rating.month_of(query.get("month", ""), at)
    rate = query.get("rate", "") if query.get("rate", "") in words.RATES else "response"
    side, hit = query.get("side", "ours"), query.get("hit", "no") == "yes"
    key = query.get("key", "")
    ids = rating.drilled(
        rating.standings(actor, since, until, at), kind=query.get("kind", ""), key=int(key) if key.isdigit() else 0,
        side=side, rate=rate, hit=hit, exchange=exchange_of(actor.street or 0),
    )  # fmt: skip
    whose = _("by our records") if side == "ours" else _("by 12345")
    reached = _("reached") if hit else _("not reached")
    return ids, f"{words.one(words.RATES, rate)} · {whose} · {reached}"
