"""Looking into the registry: search, lists, the page of a record, doubles, what is out of date, who is on file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions, reads, rules, subjects
from shiqiao.surfaces.desk import registry, revealing, words
from shiqiao.surfaces.desk import registrywords as say
from shiqiao.surfaces.desk.registryforms import OnFileForm
from shiqiao.surfaces.kit.access import fenced

ROWS = 30


@fenced(roles=rules.LOOKS_UP, reach="reach")
def index(request: HttpRequest) -> HttpResponse:
    """Search persons, organisations and buildings, or leaf through one kind of them in the own territory."""
    text = (request.POST or request.GET).get("q", "")[:60].strip()
    kind = request.GET.get("kind", "person")
    kind = kind if kind in registry.KINDS else "person"
    context = found(request.actor, text) if text else listed(request.actor, kind, request.GET.get("after", ""))
    context["export"] = registry.EXPORTS[kind]
    may = {"writes": request.actor.roles & rules.WRITES, "browses": request.actor.roles & rules.BROWSES}
    return render(request, "desk/registry/index.html", {"text": text, "kind": kind, **may, **context})


def found(actor: Actor, text: str) -> dict[str, Any]:
    """Return what a text finds, kind by kind."""
    titles = {"person": _("Persons"), "organisation": _("Organisations"), "building": _("Buildings")}
    hits = [(kind, title, registry.found(actor, kind, text)) for kind, title in titles.items()]
    return {
        "tables": [(title, registry.columns(kind), rows, registry.EXPORTS[kind]) for kind, title, rows in hits if rows]
    }


def listed(actor: Actor, kind: str, after: str) -> dict[str, Any]:
    """Return a page of one kind of records."""
    page = reads.records(actor, kind, after=after, limit=ROWS)
    rows = registry.rows_of(kind, page.rows)
    return {"tables": [("", registry.columns(kind), rows, "")] if rows else [], "next": page.next}


@fenced(roles=rules.PLACES, reach="reach")
def record(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Show one record; the address of one that was merged leads to the one it was merged into."""
    row = reads.get(request.actor, reads.KINDS[kind], number)
    if row.pk != number:
        messages.info(request, _("This record was merged into the one you see."))
        return HttpResponseRedirect(registry.url(kind, row.pk))
    page = registry.page_of(request.actor, row, now())
    reveal = revealing.shown(kind, row.pk, page.reveals)
    return render(request, f"desk/registry/{kind}.html", {"page": page, "reveal": reveal})


@fenced(roles=rules.BROWSES, reach="reach")
def pairs(request: HttpRequest) -> HttpResponse:
    """Show who may be the same and waits for a decision."""
    kind = "organisation" if request.GET.get("kind") == "organisation" else "person"
    found_pairs = reads.open_pairs(request.actor, kind)
    ids = {number for pair in found_pairs for number in (pair.first, pair.second)}
    shown = subjects.show(request.actor, [Ref(kind, number) for number in ids])
    rows = [
        (pair, shown[Ref(kind, pair.first)], shown[Ref(kind, pair.second)], say.joined(say.LIKE, pair.reasons))
        for pair in found_pairs
    ]
    return render(request, "desk/registry/pairs.html", {"rows": rows, "kind": kind})


@fenced(roles=rules.BROWSES, reach="reach")
def pair(request: HttpRequest, kind: str, one: int, other: int) -> HttpResponse:
    """Show two records side by side; merge them either way, or remember that they are not the same."""
    if kind not in ("person", "organisation"):
        raise NotFound()
    rows = [reads.get(request.actor, reads.KINDS[kind], number) for number in (one, other)]
    if request.method == "POST":
        return decide(request, kind, one, other)
    titles = [registry.rows_of(kind, [row])[0] for row in rows]
    context = {"kind": kind, "one": titles[0], "other": titles[1], "lines": registry.compared(*rows)}
    context |= {"numbers": (one, other), "merging": request.actor.roles & rules.MERGES}
    return render(request, "desk/registry/pair.html", context)


def decide(request: HttpRequest, kind: str, one: int, other: int) -> HttpResponse:
    """Merge into the one that was pressed, or remember that they are not the same."""
    keeps = request.POST.get("keeps", "")
    if keeps in (str(one), str(other)):
        winner, loser = (one, other) if keeps == str(one) else (other, one)
        merge = actions.merge_persons if kind == "person" else actions.merge_organisations
        merge(winner=winner, loser=loser, by=request.actor, at=now())
        messages.success(request, _("Merged. If it was a mistake, part them on this page."))
        return HttpResponseRedirect(registry.url(kind, winner))
    actions.not_a_duplicate(kind=kind, one=one, other=other, by=request.actor, at=now())
    messages.success(request, _("Remembered: these two are not the same."))
    return HttpResponseRedirect(f"{reverse('desk:registry-pairs')}?kind={kind}")


@fenced(roles=rules.BROWSES, reach="reach")
def due(request: HttpRequest) -> HttpResponse:
    """Show what is out of date in the own territory and wants confirming."""
    page = reads.facts_due(request.actor, now(), after=request.GET.get("after", ""), limit=ROWS)
    shown = subjects.show(request.actor, [Ref(fact.kind, fact.subject) for fact in page.rows])
    rows = [
        (registry.fact_shown(fact, now()), shown[ref], words.place(fact.grid))
        for fact in page.rows
        if (ref := Ref(fact.kind, fact.subject)) in shown
    ]
    return render(request, "desk/registry/due.html", {"rows": rows, "next": page.next})


@fenced(roles=rules.LOOKS_UP, reach="street")
def on_file(request: HttpRequest) -> HttpResponse:
    """Answer whether an exact number is on file, and with whom; the question is logged."""
    form = OnFileForm(request.POST or None)
    keepers = None
    if request.method == "POST" and form.is_valid():
        keepers = ask(form, request.actor)
    shown = keepers and [
        (one, words.place(one.community * 1000), registry.url(*one.ref) if one.mine else "") for one in keepers
    ]
    context = {
        "form": form,
        "keepers": shown,
        "asked": keepers is not None,
        "writes": request.actor.roles & rules.WRITES,
    }
    return render(request, "desk/registry/on_file.html", context, status=422 if form.errors else 200)


def ask(form: OnFileForm, actor: Actor) -> list[actions.Keeper] | None:
    """Ask by the kind of number that was typed."""
    number = rules.squeeze_number(form.cleaned_data["number"])
    kind = "phone" if len(number) != 18 else "identity" if rules.read_identity(number) else "code"
    known: list[actions.Keeper] | None = form.act(
        actions.on_file,
        street=actor.street or 0,
        reason=form.cleaned_data["reason"],
        by=actor,
        at=now(),
        **{kind: number},
    )
    return known
