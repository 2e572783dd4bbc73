"""What the views of the exchange share: filters and frames, forms, where one goes on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.enterprise.exchange import families, forms, listings, reads, rights, search, shown, words
from shiqiao.scenes.enterprise.exchange.forms import Choices
from shiqiao.scenes.enterprise.exchange.rules import KINDS, NEAR, SIDES
from shiqiao.scenes.enterprise.exchange.store import LISTING, MATCH, day_of
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match, ParentFirm
from shiqiao.surfaces.desk.actforms import ActForm, acted, asked, told
from shiqiao.surfaces.kit.errors import describe

USUAL = timedelta(days=90)  # how long a listing is valid unless somebody says otherwise
SHOWN_MOST = 5  # counterparts beside the form


def communities(street: int) -> Choices:
    """Return the communities of a street as choices."""
    return [(str(one.code), one.title) for one in territory.communities(street)]


def list_page(actor: Actor, query: Mapping[str, str], after: str) -> dict[str, Any]:
    """Return the list of listings with its tabs and filters."""
    filters, day = reads.narrowed(query, tuple(words.TABS)), day_of(now())
    page = reads.listed(actor, filters, day, after=after)
    return {
        "rows": shown.listing_rows(actor, page.rows, day),
        "next": page.next,
        "filters": filters,
        "hidden": shown.hidden(),
        "tabs": [(code, _(title)) for code, title in words.TABS.items()],
        "enters": rights.enters(actor),
        **choices_of(),
    }


def choices_of() -> dict[str, Choices]:
    """Return the choices of the filters."""
    return {
        "side_choices": [("", _("Offers and asks")), *words.choices(words.SIDES)],
        "kind_choices": [("", _("All kinds")), *words.choices(words.KINDS)],
    }


def match_list(actor: Actor, query: Mapping[str, str], after: str) -> dict[str, Any]:
    """Return the list of matches with its tabs."""
    tab, day = match_tab(query), day_of(now())
    page = reads.matches(actor, tab, day, after=after)
    return {
        "rows": shown.match_rows(actor, page.rows, day),
        "next": page.next,
        "tab": tab,
        "hidden": shown.hidden(),
        "tabs": [(code, _(title)) for code, title in words.MATCH_TABS.items()],
    }


def match_tab(query: Mapping[str, str]) -> str:
    """Return the tab of the list of matches."""
    return query.get("tab", "") if query.get("tab", "") in words.MATCH_TABS else "open"


def deal_list(actor: Actor, after: str) -> dict[str, Any]:
    """Return the list of deals."""
    page = reads.deals(actor, after=after)
    return {"rows": shown.match_rows(actor, page.rows, day_of(now())), "next": page.next}


def seen(ref: Ref, actor: Actor) -> None:
    """Count the actor's notices about a listing or match as read."""
    mark_subject_read(subject=ref, by=actor, at=now())


# ── entering ───────────────────────────────────────────────────────────────────────────────────────────────────────


def refuse_readers(actor: Actor) -> None:
    """Raise NotFound for whoever enters nothing."""
    if not rights.enters(actor):
        raise NotFound


def find_page(request: HttpRequest) -> dict[str, Any]:
    """Return the page on which the firm is found first."""
    text = request.POST.get("text", "")[:60]
    found = listings.find_firms(request.actor, text) if text.strip() else []  # type: ignore[attr-defined]
    return {"text": text, "found": found, "asked": request.method == "POST", "back": reverse("desk:exchange:list")}


def listing_form(request: HttpRequest) -> forms.ListingForm:
    """Return the form of a listing, with what was sent."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else None
    return forms.ListingForm(sent, communities=communities(street), until=day_of(now()) + USUAL)


def new_page(request: HttpRequest, firm: Any) -> HttpResponse:
    """Show the form of a listing for a firm; what is sent is entered, or stays with what is wrong."""
    form = listing_form(request)
    row = acted(form, firm, request.actor)  # type: ignore[attr-defined]
    if row:
        return told(request, _("The listing is entered."), reverse("desk:exchange:listing", args=[row.pk]))
    context = {"form": form, "firm": firm, "back": reverse("desk:exchange:list"), "rows": []}
    return asked(request, "enterprise/exchange/new.html", context)


def like_page(request: HttpRequest, firm: Any) -> dict[str, Any]:
    """Return counterparts of what is being typed: enough for side, kind and some words."""
    sent, day = request.POST, day_of(now())
    side, kind = sent.get("side", ""), sent.get("kind", "")
    if side not in SIDES or kind not in KINDS:
        return {"rows": [], "typed": False}
    given = listings.Given(
        side,
        kind,
        sent.get("title", "")[:60],
        sent.get("words", "")[:600],
        day,
        unit=sent.get("unit", "")[:12],
        inexhaustible=sent.get("inexhaustible") == "on",
        wanted=sent.get("wanted", "")[:1],
    )
    profile = listings.profile_given(given, firm)
    found = search.candidates(firm.street, profile, day, family=families.family_of(firm.pk), limit=SHOWN_MOST)
    return {"rows": shown.candidate_rows(found, day), "typed": bool(f"{given.title}{given.words}".strip())}


# ── acting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _filled(form: type[ActForm], request: HttpRequest, **more: Any) -> ActForm:
    return form(request.POST, **more) if request.method == "POST" else form(**more)


def kept_form(request: HttpRequest, row: Listing, do: str) -> ActForm:
    """Return the form of what can be done with a listing; raises NotFound."""
    if do not in forms.KEPT or row.state != "open":
        raise NotFound
    more = {"initial": {"until": day_of(now()) + USUAL}} if do == "renew" else {}
    return _filled(forms.KEPT[do], request, **more)


def act_form(request: HttpRequest, row: Match, do: str) -> ActForm:
    """Return the form of an act of a match; raises NotFound for what cannot be done by who asks."""
    actor = request.actor  # type: ignore[attr-defined]
    own = rights.sides(actor, row)
    if not own:
        raise NotFound
    form = forms.act_form(do)
    if do == "refuse":
        return _filled(form, request, own=[(side, words.pair(words.SIDES, side)[0]) for side in own])
    return _filled(form, request, **({"initial": {"on": day_of(now())}} if do in ("introduce", "talk", "deal") else {}))


def act_page(
    request: HttpRequest, form: ActForm, *, title: str, icon: str, back: str, about: str, hint: str = ""
) -> HttpResponse:
    """Show the page of a form."""
    context = {"form": form, "title": title, "icon": icon, "back": back, "about": about, "hint": hint}
    return asked(request, "enterprise/exchange/act.html", context)


def ask_kept(request: HttpRequest, row: Listing, form: ActForm, do: str) -> HttpResponse:
    """Show the form of a listing's act."""
    title, icon = {"renew": (_("Renew the listing"), "refresh"), "withdraw": (_("Withdraw the listing"), "lock")}[do]
    hint = "" if do == "renew" else _("Matches that wait for a consent fall with it; those agreed upon go on.")
    back = reverse("desk:exchange:listing", args=[row.pk])
    return act_page(request, form, title=title, icon=icon, back=back, about=row.title, hint=hint)


def ask_act(request: HttpRequest, row: Match, form: ActForm, do: str) -> HttpResponse:
    """Show the form of a match's act."""
    title, icon = shown.titles()[do]
    hint = _("Once both sides have consented, each learns who the other is.") if do.startswith("consent") else ""
    about = f"{_('Match')} {row.pk}"
    return act_page(
        request,
        form,
        title=title,
        icon=icon,
        back=reverse("desk:exchange:match", args=[row.pk]),
        about=about,
        hint=hint,
    )


def after_act(request: HttpRequest, row: Match) -> HttpResponse:
    """Say what became of a match."""
    sentence = _("Entered.")
    if row.state == "fallen":
        sentence = _("A listing had expired before: the match has fallen, both sides are told.")
    elif row.state == "agreed":
        sentence = _("Both have consented: each side now sees who the other is.")
    return told(request, sentence, reverse("desk:exchange:match", args=[row.pk]))


def kept_said(do: str) -> str:
    """Say what was done with a listing."""
    return _("The listing is renewed.") if do == "renew" else _("The listing is withdrawn.")


def listing_ref(row: Listing) -> Ref:
    """Return the reference of a listing."""
    return Ref(LISTING, row.pk)


def match_ref(row: Match) -> Ref:
    """Return the reference of a match."""
    return Ref(MATCH, row.pk)


# ── families and rules ─────────────────────────────────────────────────────────────────────────────────────────────


def families_page(request: HttpRequest, form: ActForm) -> dict[str, Any]:
    """Return the latest firms that were entered as belonging to others, with the form; names are those of the registry."""
    street = request.actor.street or 0  # type: ignore[attr-defined]
    rows = list(ParentFirm.objects.filter(street=street).order_by("-pk")[:100])
    names = listings.firms(street, {number for row in rows for number in (row.organisation, row.parent)})
    told = [
        (names[row.organisation].name, names[row.parent].name, row)
        for row in rows
        if row.organisation in names and row.parent in names
    ]
    return {"rows": told, "form": form}


def rules_page() -> dict[str, Any]:
    """Return how points are given."""
    from shiqiao.scenes.enterprise.exchange import rules

    return {
        "kind": rules.SAME_KIND,
        "words_most": rules.WORDS_MOST,
        "pair": rules.A_PAIR,
        "titles": rules.IN_TITLES,
        "industry": rules.INDUSTRY,
        "kin": rules.KIN_INDUSTRY,
        "size": rules.SIZE,
        "half": rules.SIZE // 2,
        "near": NEAR,
        "community": rules.WHERE["same_community"],
        "street": rules.WHERE["same_street"],
        "least": rules.LEAST,
        "cap": rules.CAP,
    }


def not_proposed(request: HttpRequest, row: Listing, error: Any) -> HttpResponse:
    """Say why a match was not proposed, on the listing's page."""
    told = describe(error)
    messages.error(request, told["message"])
    return render(
        request,
        "enterprise/exchange/listing.html",
        shown.listing_page(request.actor, row, now()),  # type: ignore[attr-defined]
        status=409,
    )
