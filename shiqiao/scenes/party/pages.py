"""What the views share: filters and frames, the forms of what can be done, where one goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.scenes.party import figures, forms, reads, rights, shown, unitforms, unitshown, words
from shiqiao.scenes.party.publishing import rules_of, version_of
from shiqiao.scenes.party.reads import Filters
from shiqiao.scenes.party.servicetables import Occasion, ReportedIn, ServiceProject
from shiqiao.scenes.party.store import day_of
from shiqiao.scenes.party.tables import ListMatch, StationedUnit
from shiqiao.scenes.party.units import communities
from shiqiao.surfaces.desk.words import place

USUAL = timedelta(days=180)  # how long a line stands and a project runs unless somebody says otherwise


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


def filled(form: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent; pictures are kept at once."""
    if request.method != "POST":
        return form(**more)
    more.pop("initial", None)
    if not getattr(form, "purposes", None):
        return form(request.POST, **more)
    made = form(request.POST, request.FILES, **more)
    made.take_files(actor_of(request))
    return made


def choices(street: int, filters: Filters) -> dict[str, Any]:
    """Return the choices of the filters with what is chosen."""
    return {
        "filters": filters, "chosen_community": str(filters.community or ""),
        "communities": [("", _("All communities")), *((str(one), place(one)) for one in communities(street))],
        "themes": [("", _("All themes")), *words.named(rules_of(street).themes)], "brand": words.said(rules_of(street).brand),
    }  # fmt: skip


def project_list(actor: Actor, query: Mapping[str, str], after: str) -> dict[str, Any]:
    """Return the list of service projects with its tabs and the count of those landed."""
    street, filters = actor.street or 0, reads.narrowed(query, words.PROJECT_TABS)
    page = reads.projects(actor, filters, after=after)
    return {
        "rows": shown.project_rows(street, page.rows), "next": page.next, "landed": figures.landed(street),
        "tabs": [(code, _(title)) for code, title in words.PROJECT_TABS.items()], "adds": bool(own(actor)),
        "tab": filters.tab, **choices(street, filters),
    }  # fmt: skip


def own(actor: Actor) -> list[int]:
    """Return the communities for which an actor acts."""
    return rights.own_communities(actor, communities(actor.street or 0))


def refuse_readers(allowed: Any) -> None:
    """Raise NotFound for whoever enters nothing here."""
    if not allowed:
        raise NotFound


def calendar_page(street: int, query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the times of a month to come by day; `from` is the first day asked for."""
    filters, since = reads.narrowed(query, ("all",)), localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    days = shown.calendar(street, since, reads.soon(at), filters, at)
    return {"days": list(days.items()), "count": sum(len(rows) for rows in days.values()), **choices(street, filters)}


def item_list(actor: Actor, query: Mapping[str, str], after: str) -> dict[str, Any]:
    """Return the list of resources or of needs."""
    street, filters, day = actor.street or 0, reads.narrowed(query, words.ITEM_TABS), day_of(now())
    page = reads.items(actor, filters, day, after=after)
    return {
        "rows": unitshown.item_rows(street, page.rows, day), "next": page.next, "tab": filters.tab,
        "tabs": [(code, _(title)) for code, title in words.ITEM_TABS.items()], "side": filters.side,
        "title": _(words.LISTS[filters.side]), "adds": bool(own(actor)), **choices(street, filters),
    }  # fmt: skip


def rules_page(street: int) -> dict[str, Any]:
    """Return the rules as they hold."""
    table = rules_of(street)
    lists = (
        (_("Kinds of units"), table.kinds),
        (_("Themes of services"), table.themes),
        (_("Classes of service"), table.services),
    )
    return {
        "rules": table, "version": version_of(street),
        "criteria": [(words.said(one.title), one.most) for one in table.criteria],
        "named": [(title, [said for _code, said in words.named(rows)]) for title, rows in lists],
    }  # fmt: skip


def unit_list(actor: Actor, query: Mapping[str, str], after: str) -> dict[str, Any]:
    """Return the list of stationed units."""
    street, filters = actor.street or 0, reads.narrowed(query, ("all",))
    page = reads.units(actor, filters, after=after)
    rows = unitshown.unit_rows(street, page.rows, day_of(now()))
    return {"rows": rows, "next": page.next, "adds": bool(own(actor)), **choices(street, filters)}


def meeting_list(actor: Actor, after: str) -> dict[str, Any]:
    """Return the joint meetings."""
    street = actor.street or 0
    page = reads.meetings(actor, after=after)
    rows = unitshown.meeting_rows(street, page.rows)
    return {"rows": rows, "next": page.next, "adds": bool(own(actor)), "meeting": words.said(rules_of(street).meeting)}


def assessment_list(actor: Actor, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the assessments of a year."""
    year = reads.number(query.get("year", "")) or day_of(now()).year
    rows = unitshown.assessment_rows(actor.street or 0, reads.assessments(actor, year))
    this = day_of(now()).year
    return {"rows": rows, "year": year, "years": range(this, this - 4, -1)}


def report_list(actor: Actor, query: Mapping[str, str], after: str) -> dict[str, Any]:
    """Return who reported in, the number of members by community, and hours that wait for the actor."""
    street, filters = actor.street or 0, reads.narrowed(query, ("all",))
    page = reads.reports(actor, filters, after=after)
    waiting = [unitshown.hours_row(one, "", actor) for one in reads.hours_waiting(actor).rows]
    counts = [(place(one), n) for one, n in sorted(reads.members_by_community(street).items())]
    rows = unitshown.report_rows(street, page.rows)
    return {"rows": rows, "next": page.next, "waiting": waiting, "counts": counts, "adds": bool(own(actor)),
            **choices(street, filters)}  # fmt: skip


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round a form that does something."""

    title: str
    icon: str
    about: str
    back: str
    hint: str = ""


def asked(request: HttpRequest, form: Any, frame: Frame) -> HttpResponse:
    """Show the page of a form."""
    return render(request, "party/act.html", {"form": form, "frame": frame}, status=422 if form.errors else 200)


def project_form(request: HttpRequest) -> tuple[Any, Frame]:
    """Return the form of a new project, out of a match where one is named; raises NotFound for readers."""
    actor, day = actor_of(request), day_of(now())
    refuse_readers(own(actor))
    number = reads.number(request.GET.get("match", ""))
    match = reads.access_match(actor, number) if number else None
    initial: dict[str, Any] = {"from_day": day, "until": day + USUAL} | _from_match(match)
    back = reverse("desk:party:matches") if match else reverse("desk:party:list")
    frame = Frame(_("Begin a service project"), "heart-handshake", _("Service projects"), back)
    return filled(forms.ProjectForm, request, actor=actor, match=match, initial=initial), frame


def _from_match(match: ListMatch | None) -> dict[str, Any]:
    if match is None:
        return {}
    need = reads.lines_by_id([match.need])[match.need]
    return {"title": need.title, "words": need.words, "unit": str(match.unit), "community": str(need.community),
            "theme": need.theme}  # fmt: skip


def project_act(request: HttpRequest, row: ServiceProject, do: str) -> tuple[Any, Frame]:
    """Return the form of what can be done with a project; raises NotFound."""
    refuse_readers(rights.acts(actor_of(request), row.community) and do in forms.PROJECT_ACTS and row.state == "open")
    more = {"initial": {"day": max(row.from_day, day_of(now())), "places": 30}} if do == "time" else {}
    title, icon = {"time": (_("Add a time"), "calendar-plus"), "end": (_("End the project"), "lock")}[do]
    back = reverse("desk:party:project", args=[row.pk])
    hint = _("A project ends once no time of it is open.") if do == "end" else ""
    return filled(forms.PROJECT_ACTS[do], request, **more), Frame(title, icon, row.title, back, hint)


def occasion_act(request: HttpRequest, row: Occasion, do: str) -> tuple[Any, Frame]:
    """Return the form of what can be done with a time; raises NotFound."""
    actor = actor_of(request)
    refuse_readers(rights.acts(actor, row.community) and do in forms.OCCASION_ACTS and row.state == "open")
    more = {}
    if do == "deliver":
        rows = shown.booking_rows(one for one in reads.bookings_of(actor, row) if one.state == "booked")
        more = {"booked": [(str(one.row.pk), f"{one.row.number} · {one.name} {one.phone}") for one in rows]}
    title, icon = {
        "deliver": (_("Record what took place"), "circle-check"), "cancel": (_("Cancel this time"), "calendar-off"),
        "book": (_("Book for somebody"), "ticket"),
    }[do]  # fmt: skip
    about = reads.access_project(actor, row.project).title
    return filled(forms.OCCASION_ACTS[do], request, **more), Frame(
        title, icon, about, reverse("desk:party:occasion", args=[row.pk])
    )


def unit_act(request: HttpRequest, row: StationedUnit, do: str) -> tuple[Any, Frame]:
    """Return the form of what can be done with a unit; raises NotFound."""
    actor, day = actor_of(request), day_of(now())
    may = rights.headed(actor, communities(row.street)) if do == "assess" else rights.acts(actor, row.community)
    made: dict[str, tuple[Any, dict[str, Any], str, str]] = {
        "seat": (unitforms.SeatForm, {"initial": {"role": "member", "first": day}}, _("Give a seat"), "armchair"),
        "contact": (unitforms.ContactForm, {}, _("Change the contact"), "phone"),
        "assess": (
            unitforms.AssessForm, {"actor": actor, "unit": row, "year": day.year}, _("Score the unit"), "clipboard-check",
        ),
    }  # fmt: skip
    refuse_readers(may and do in made)
    form, more, title, icon = made[do]
    about = reads.names(row.street, [row.pk]).get(row.pk, "—")
    return filled(form, request, **more), Frame(title, icon, about, reverse("desk:party:unit", args=[row.pk]))


def item_act(request: HttpRequest, row: Any, do: str) -> tuple[Any, Frame]:
    """Return the form of what can be done with a line of a list; raises NotFound."""
    actor = actor_of(request)
    fits = do == "withdraw" or (do == "claim" and row.side == "need")
    refuse_readers(fits and row.state == "open" and rights.acts(actor, row.community))
    back = reverse("desk:party:item", args=[row.pk])
    if do == "withdraw":
        return filled(unitforms.WithdrawForm, request), Frame(_("Take it off the list"), "circle-x", row.title, back)
    frame = Frame(_("A unit claims it"), "hand-stop", row.title, back)
    return filled(unitforms.ClaimNeedForm, request, actor=actor), frame


def match_act(request: HttpRequest, row: ListMatch, do: str) -> tuple[Any, Frame]:
    """Return the form of what can be done with a match; raises NotFound."""
    actor = actor_of(request)
    fits = {"claim": ("proposed",), "decline": ("proposed", "claimed")}.get(do, ())
    refuse_readers(row.state in fits and rights.acts(actor, row.community))
    need = reads.lines_by_id([row.need])[row.need]
    back = reverse("desk:party:item", args=[row.need])
    if do == "claim":
        hint = _("Enter it once the unit has agreed.")
        return filled(unitforms.ClaimForm, request), Frame(_("The unit claims it"), "hand-stop", need.title, back, hint)
    return filled(unitforms.DeclineForm, request), Frame(_("Let the match go"), "circle-x", need.title, back)


def report_act(request: HttpRequest, row: ReportedIn, do: str) -> tuple[Any, Frame]:
    """Return the form of what can be done with a report; raises NotFound."""
    page = unitshown.report_page(actor_of(request), row)
    refuse_readers(page["open"] and (page["heads"] if do == "end" else page["writes"]))
    back = reverse("desk:party:report", args=[row.pk])
    claims = [(str(one.pk), title) for one, title in page["claims"] if one.ended_on is None]
    made: dict[str, tuple[Any, dict[str, Any], str, str]] = {
        "claim": (unitforms.ServiceForm, {"street": row.street}, _("Claim a service"), "hand-stop"),
        "hours": (
            unitforms.HoursForm, {"claims": claims, "initial": {"served_on": day_of(now())}}, _("Write down hours"), "clock",
        ),
        "end": (unitforms.SignOffForm, {}, _("End the report"), "lock"),
    }  # fmt: skip
    refuse_readers(do in made and (do != "hours" or claims))
    form, more, title, icon = made[do]
    return filled(form, request, **more), Frame(title, icon, page["one"]["side"], back)


def hours_act(request: HttpRequest, number: int, do: str) -> tuple[Any, Any, Frame]:
    """Return the form by which hours are judged, with the hours; raises NotFound."""
    actor = actor_of(request)
    row = reads.access_hours(actor, number)
    made = {"confirm": (unitforms.ConfirmForm, _("Confirm the hours"), "circle-check"),
            "refuse": (unitforms.RefuseForm, _("Do not confirm"), "circle-x")}  # fmt: skip
    refuse_readers(do in made and row.state == "waiting" and rights.heads(actor, row.community))
    form, title, icon = made[do]
    about = f"{row.served_on:%Y-%m-%d} · {row.what}"
    return filled(form, request), row, Frame(title, icon, about, reverse("desk:party:report", args=[row.reported]))
