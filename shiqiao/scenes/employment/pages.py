"""What the views share: filters, forms that act, where one goes on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.text import mask_name
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.privacy.actions import log_pages
from shiqiao.kernel.registry import sealing
from shiqiao.scenes.employment import forms, persons, planning, reads, rights, shown, words, workforms, workshown
from shiqiao.scenes.employment.about import of_claim
from shiqiao.scenes.employment.benefitforms import CLAIM_FORMS, ClaimForm
from shiqiao.scenes.employment.benefitshown import ICONS, act_title
from shiqiao.scenes.employment.formparts import ActForm, Choices
from shiqiao.scenes.employment.models import Claim, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import SEEKER, day_of
from shiqiao.surfaces.desk.words import said
from shiqiao.surfaces.kit.errors import describe


def filled(form_class: Callable[..., ActForm], request: HttpRequest, **more: Any) -> ActForm:
    """Return a form with what was sent; files are kept at once."""
    form = form_class(request.POST, request.FILES, **more) if request.method == "POST" else form_class(**more)
    if form.is_bound and form.purposes:
        form.take_files(request.actor)  # type: ignore[attr-defined]
    return form


def published(form: Any, actor: Actor) -> Any:
    """Publish what a form brings and return the version; None when it was refused, with what is wrong in the form."""
    if not form.is_valid():
        return None
    try:
        return form.act(actor, now())
    except ShiqiaoError as error:
        told = describe(error)
        for place, sentence in told["fields"].items():
            form.add_error(None, f"{place}: {sentence}")
        if not told["fields"]:
            form.add_action_error(error)
        return None


def asked(
    request: HttpRequest, form: ActForm, *, title: str, icon: str, back: str, about: str = "", **more: Any
) -> HttpResponse:
    """Show the page of a form."""
    context = {"form": form, "title": title, "icon": icon, "back": back, "about": about, **more}
    return render(request, "employment/act.html", context, status=422 if form.errors else 200)


def done(request: HttpRequest, sentence: str, url: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(url)


def at_seeker(number: int) -> str:
    """Return the address of a job seeker."""
    return reverse("desk:employment:seeker", args=[number])


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def filters_of(query: Mapping[str, str]) -> reads.Filters:
    """Read the filters of the register."""
    tab, community = query.get("tab", ""), query.get("community", "")
    known = tab if tab in reads.TABS else "looking"
    number = int(community) if community.isdigit() and len(community) == 12 else 0
    return reads.Filters(known, number, query.get("category", "")[:30])


def tabs() -> list[tuple[str, str]]:
    """Return the tabs of the register."""
    titles = {
        "looking": _("Looking for work"), "unserved": _("Nothing brought for 180 days"),
        "zero": _("Zero-employment households"), "training": _("In training"),
        "placed": _("Has work"), "returned": _("Came back"), "over": _("Left or out of touch"), "all": _("All on the register"),
    }  # fmt: skip
    return list(titles.items())


def frame(actor: Actor, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return what stands round the register."""
    street = actor.street or 0
    table = rules_of(street)
    wide = rights.whole_street(actor, street) or rights.keeps_all(actor, street)
    return {
        "tabs": tabs(), "filters": filters, "wide": wide, "may": rights.may_register(actor),
        "communities": [("", _("All communities")), *workshown.communities(street)],
        "categories": [("", _("All categories")), *((one.code, said(one.title)) for one in table.categories)],
        "community": str(filters.community or ""),
    }  # fmt: skip


def seen(row: JobSeeker, actor: Actor) -> None:
    """Count the actor's notices about a job seeker as read."""
    mark_subject_read(subject=Ref(SEEKER, row.pk), by=actor, at=now())


def looked(actor: Actor, persons_seen: Sequence[int], field: str = "employment") -> None:
    """Write into the read log whose page was opened: once a person, reader and day."""
    refs = [Ref("person", number) for number in persons_seen]
    log_pages(actor.street or 0, refs, field, reason="statutory", by=actor, at=now())


# ── putting on the register ────────────────────────────────────────────────────────────────────────────────────────


def found(actor: Actor, text: str) -> list[dict[str, Any]]:
    """Return who was found by a search, with whether the person stands on the register already."""
    rows = persons.find(actor, text)
    known = {row.pk: reads.seeker_of(actor, row.pk) for row in rows}
    today = day_of(now())
    return [
        {
            "name": mask_name(sealing.open_name(row)), "age": persons.age_of(row, today), "community": row.community,
            "url": at_seeker(one.pk) if (one := known[row.pk]) else f"{reverse('desk:employment:register')}?person={row.pk}",
            "there": known[row.pk] is not None,
        }
        for row in rows
    ]  # fmt: skip


def chosen(request: HttpRequest) -> int:
    """Return the person that an address names, as far as the actor may register that person; 0 for none."""
    text = request.GET.get("person", "")
    if not (text.isdigit() and len(text) < 19):
        return 0
    return int(persons.person(request.actor, int(text)).pk)  # type: ignore[attr-defined]


def register_form(request: HttpRequest) -> ActForm:
    """Return the form by which a person is put on the register."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    table, today = rules_of(actor.street or 0), day_of(now()).isoformat()
    return filled(forms.RegisterForm, request, table=table, today=today)


def person_title(actor: Actor, number: int) -> str:
    """Return the masked name of a person."""
    who = persons.known(actor.street or 0, [number], day_of(now())).get(number)
    return who.name if who else ""


# ── acts on a job seeker ───────────────────────────────────────────────────────────────────────────────────────────


def seeker_form(request: HttpRequest, row: JobSeeker, do: str) -> ActForm:
    """Return the form of an act on a job seeker; raises NotFound."""
    table, today = rules_of(row.street), day_of(now())
    more: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
        "change": lambda: (forms.WantedForm, {"table": table, "initial": forms.wanted_before(row)}),
        "status": lambda: (forms.StatusForm, {"row": row, "today": today.isoformat()}),
        "round": lambda: (forms.RoundForm, {}),
        "visit": lambda: (planning.VisitForm, {}),
        "job": lambda: (workforms.JobForm, {"firm": planning.firm_of(row)}),
        "apply": lambda: (workforms.ApplyForm, {"vacancies": vacancy_choices(row), "first": request.GET.get("vacancy", "")}),
        "enrol": lambda: (workforms.EnrolForm, {"courses": course_choices(row)}),
        "claim": lambda: (
            ClaimForm, {"table": table, "today": today.isoformat(), "first": request.GET.get("benefit", "")}
        ),
    }  # fmt: skip
    if do not in more or not rights.keeps(request.actor, row.street, rights.place_of(row)):  # type: ignore[attr-defined]
        raise NotFound
    form_class, given = more[do]()
    return filled(form_class, request, **given)


def vacancy_choices(row: JobSeeker) -> Choices:
    """Return the vacancies on which one can apply, as choices."""
    return [
        (str(one.pk), f"{one.title} · {one.firm} · {one.wage_from}–{one.wage_to}")
        for one in reads.open_vacancies(row.street, day_of(now()))
    ]


def course_choices(row: JobSeeker) -> Choices:
    """Return the courses with how many places are free, as choices."""
    said_of = _("{title} · from {day} · {n} places free")
    return [
        (str(one.pk), said_of.format(title=one.title, day=one.begins, n=one.places - one.taken))
        for one in reads.open_courses(row.street, day_of(now()))
    ]


def seeker_said(do: str) -> str:
    """Say what was done."""
    return {
        "change": _("The wishes are changed."), "status": _("The status is entered."),
        "round": _("The five deliveries are recorded; follow-ups have their terms."), "visit": _("The visit is planned."),
        "job": _("The work is registered; it will be looked at after three and six months."),
        "apply": _("The application is entered."), "enrol": _("The place in the course is given."),
        "claim": _("The claim is with those who decide."),
    }[do]  # fmt: skip


def seeker_page(request: HttpRequest, row: JobSeeker, form: ActForm, do: str) -> HttpResponse:
    """Show the form of an act on a job seeker."""
    icon, name = shown.ACTS[do][0], person_title(request.actor, row.person)  # type: ignore[attr-defined]
    return asked(request, form, title=shown.act_title(do), icon=icon, back=at_seeker(row.pk), about=name)


# ── acts on other things ───────────────────────────────────────────────────────────────────────────────────────────


def claim_form(request: HttpRequest, row: Claim, do: str) -> ActForm:
    """Return the form of an act on a claim; raises NotFound."""
    if do not in CLAIM_FORMS:
        raise NotFound
    return filled(CLAIM_FORMS[do], request)


def claim_page(request: HttpRequest, row: Claim, form: ActForm, do: str) -> HttpResponse:
    """Show the form of an act on a claim."""
    return asked(request, form, title=act_title(do), icon=ICONS[do], **of_claim(request.actor, row))  # type: ignore[attr-defined]


def application_said(form: ActForm) -> str:
    """Say what was done, and what comes next where somebody was taken on."""
    if form.cleaned_data.get("state") == "accepted":
        return _("Taken on; the other open applications are closed. Register the work with its evidence next.")
    return _("What became of it is entered.")


def claim_said(do: str) -> str:
    """Say what was done."""
    return {
        "approve": _("The benefit is approved."), "refuse": _("The benefit is refused, with the reason."),
        "end": _("The benefit is ended."), "appeal": _("The appeal is entered; its term runs."),
        "decide": _("The appeal is decided."),
    }[do]  # fmt: skip


def may_register(actor: Actor) -> None:
    """Raise NotFound for who puts nobody on the register."""
    if not rights.may_register(actor):
        raise NotFound


def outside(actor: Actor) -> None:
    """Raise NotFound for who is not of the employment office."""
    if not rights.keeps_all(actor, actor.street or 0):
        raise NotFound


def chosen_words(actor: Actor, params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say the filters of the register in words, for its spreadsheet."""
    filters = filters_of(params)
    told = [(_("Tab"), dict(tabs())[filters.tab])]
    if filters.community:
        told.append((_("Community"), dict(workshown.communities(actor.street or 0)).get(str(filters.community), "")))
    if filters.category:
        categories = {one.code: said(one.title) for one in rules_of(actor.street or 0).categories}
        told.append((_("Category of hardship"), categories.get(filters.category, filters.category)))
    return told


def state_word(code: str) -> str:
    """Return a status in words."""
    return words.pair(words.STATES, code)[0]


def search(request: HttpRequest) -> dict[str, Any]:
    """Return what the search for a person shows; what is looked for comes by POST, so that no name stands in an address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = request.POST.get("text", "").strip()[:40] if request.method == "POST" else ""
    rows = found(actor, text) if text else []
    return {"text": text, "rows": rows, "hint": forms.find_hint(rows, text, asked=request.method == "POST")}


def registering(request: HttpRequest, form: ActForm, number: int) -> HttpResponse:
    """Show the form by which a person is put on the register."""
    about = person_title(request.actor, number)  # type: ignore[attr-defined]
    back = reverse("desk:employment:seekers")
    return asked(request, form, title=_("Put on the register"), icon="user-plus", back=back, about=about)


def registers(actor: Actor) -> bool:
    """Tell whether an actor puts people on the register, and posts vacancies."""
    return rights.may_register(actor)


def of_office(actor: Actor) -> bool:
    """Tell whether an actor is of the employment office."""
    return rights.keeps_all(actor, actor.street or 0)


def at_claim(number: int) -> str:
    """Return the address of a claim."""
    return reverse("desk:employment:claim", args=[number])


def claim_tab(query: Mapping[str, str]) -> str:
    """Return the state that a tab of claims shows; the first look is at what is to be decided."""
    tab = query.get("tab", "applied")
    return tab if tab in ("applied", "appealed", "approved", "refused", "ended", "") else "applied"


def benefit_choices(table: Any) -> Choices:
    """Return the benefits as choices of a filter."""
    return [("", _("All benefits")), *((one.code, said(one.title)) for one in table.benefits)]


def yes(so: bool) -> str:
    """Return a yes for a spreadsheet, nothing for a no."""
    return _("yes") if so else ""


def readers_only(actor: Actor) -> None:
    """Raise NotFound for who sees nothing of the register."""
    if not rights.reads_any(actor):
        raise NotFound
