"""What the views of 5S share: filters and frames, forms that act, where one goes on."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.hall.fields import number
from shiqiao.scenes.hall.fives import grounds, reads, rights, scored, shown, walking, words
from shiqiao.scenes.hall.fives.checklists import Area
from shiqiao.scenes.hall.fives.forms import FORMS, ActForm, AreaForm, BeginForm, FoundForm, GroundsForm, counter_choices
from shiqiao.scenes.hall.fives.publishing import five_s_of, version_of
from shiqiao.scenes.hall.fives.store import FINDING
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSRound
from shiqiao.surfaces.desk.words import in_language, said, unit_title
from shiqiao.surfaces.kit.errors import describe

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def month_of(text: str, at: datetime) -> date:
    """Return the month asked for, the present one where none is named or one to come."""
    present = scored.months_back(at, 1)[0]
    return min(date.fromisoformat(f"{text}-01"), present) if MONTH.fullmatch(text) else present


def filters_of(actor: Actor, query: Mapping[str, str], at: datetime) -> reads.Filters:
    """Read the filters of the list of findings."""
    tab, month, station = query.get("tab", ""), query.get("month", ""), query.get("station", "")
    return reads.Filters(
        tab if tab in words.TABS else "open", number(station), month_of(month, at) if MONTH.fullmatch(month) else None
    )


def list_frame(actor: Actor, filters: reads.Filters, at: datetime) -> dict[str, Any]:
    """Return tabs and choices of the list of findings."""
    counted = reads.counts(actor, at)
    return {
        "filters": filters, "station": str(filters.station or ""),
        "tabs": [(code, _(title), shown.tabs_bounded(counted.get(code, 0))) for code, title in words.TABS.items()],
        "counted": ("mine", "check", "open", "late"),
        "stations": [("", _("All counters")), *counter_choices(rights.stations(actor))],
    }  # fmt: skip


def filled(form_class: Any, request: HttpRequest, **more: Any) -> Any:
    """Return a form with what was sent; pictures are kept at once."""
    if request.method != "POST":
        return form_class(**more)
    files = (request.FILES,) if getattr(form_class, "purposes", None) else ()
    form = form_class(request.POST, *files, **more)
    if files:
        form.take_files(actor_of(request))
    return form


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)


# ── rounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def begin_form(request: HttpRequest) -> Any:
    """Return the form that begins a round; raises NotFound for who walks nowhere."""
    found = rights.walks(actor_of(request))
    if not found or not version_of(actor_of(request).street or 0):
        raise NotFound
    form = filled(BeginForm, request, found=found)
    asked = request.GET.get("station", "")
    if asked in {code for code, _title in counter_choices(found)}:
        form.initial["station"] = asked
    return form


def own_round(actor: Actor, number: int) -> FiveSRound:
    """Return a round that the actor may go on with; raises NotFound."""
    row = reads.access_round(actor, number)
    if row.account != (actor.account or -1) or row.finished_at is not None:
        raise NotFound
    return row


def area_of(row: FiveSRound, code: str) -> Area:
    """Return an area of a round; raises NotFound."""
    found = next((one for one in walking.areas_of(row) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def area_form(request: HttpRequest, row: FiveSRound, area: Area) -> AreaForm:
    """Return the form of an area, with the marks that were given before."""
    return AreaForm(
        request.POST if request.method == "POST" else None, row=row, area=area, mark=reads.marks_in(row).get(area.code)
    )


def after_area(row: FiveSRound, area: str) -> str:
    """Return where one goes on: the next area without marks, else the round."""
    there = reads.marks_in(row).keys()
    left = [one.code for one in walking.areas_of(row) if one.code not in there]
    if left:
        return reverse("desk:hall:round-area", args=[row.pk, left[0]])
    return reverse("desk:hall:round", args=[row.pk])


def ended(request: HttpRequest, row: FiveSRound) -> HttpResponse:
    """Finish or give up a round, as the button says; a refusal is said on its page."""
    back, given = reverse("desk:hall:round", args=[row.pk]), {"round": row.pk, "by": actor_of(request), "at": now()}
    try:
        if "drop" in request.POST:
            walking.drop_round(**given)
            return told(request, _("The round is given up."), reverse("desk:hall:five-s"))
        walking.finish_round(**given)
    except ShiqiaoError as error:
        said_ = describe(error)
        messages.error(request, " ".join(said_["fields"].values()) or said_["message"])
        return HttpResponseRedirect(back)
    return told(request, _("The round is finished; it counts now."), back)


# ── findings ───────────────────────────────────────────────────────────────────────────────────────────────────────


def found_form(request: HttpRequest, unit: int) -> tuple[Any, Any, int]:
    """Return the form of a finding with its counter and round; raises NotFound."""
    actor = actor_of(request)
    counter = rights.walks(actor).get(unit)
    walk = number(request.GET.get("round", ""))
    if counter is None or (walk and own_round(actor, walk).station != unit):
        raise NotFound
    form = filled(FoundForm, request, actor=actor, counter=counter)
    form.initial |= {name: request.GET[name] for name in ("area", "sense") if name in request.GET}
    return form, counter, walk


def found_frame(counter: Any, walk: int, form: Any) -> dict[str, Any]:
    """Return the frame of the form of a finding."""
    back = reverse("desk:hall:round", args=[walk]) if walk else reverse("desk:hall:five-s-at", args=[counter.unit])
    return {"form": form, "station": in_language(counter.title_zh, counter.title_en), "back": back}


def after_found(request: HttpRequest, row: FiveSFinding, walk: int) -> HttpResponse:
    """Say that it is recorded and go back to the round, or to the finding."""
    address = reverse("desk:hall:round", args=[walk]) if walk else reverse("desk:hall:finding", args=[row.pk])
    return told(request, _("Recorded: %(number)s. Who puts it right has been told.") % {"number": row.number}, address)


def seen(row: FiveSFinding, actor: Actor, at: datetime) -> None:
    """Count the actor's notices about a finding as read."""
    mark_subject_read(subject=Ref(FINDING, row.pk), by=actor, at=at)


def act_form(do: str, request: HttpRequest) -> ActForm:
    """Return the form of an act; raises NotFound."""
    if do not in FORMS:
        raise NotFound
    form: ActForm = filled(FORMS[do], request)
    return form


def act_frame(do: str, row: FiveSFinding, form: Any) -> dict[str, Any]:
    """Return the frame of an act's page."""
    photos = [shown.photo(row, one) for one in reads.files_of(row) if one.is_picture]
    return {
        "one": shown.rows_of([row], now())[0], "form": form, "title": shown.title_of(do), "icon": shown.ICONS[do],
        "photos": photos, "do": do,
    }  # fmt: skip


# ── proposals ──────────────────────────────────────────────────────────────────────────────────────────────────────


def grounds_page(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what the records propose, by counter and kind."""
    groups = [
        {
            "title": _(one.kind.title), "icon": one.kind.icon, "station": unit_title(one.station), "many": len(one.rows),
            "url": reverse("desk:hall:ground", args=[one.kind.code, one.station]), "latest": max(row.at for row in one.rows),
        }
        for one in grounds.proposed(actor, at)
    ]  # fmt: skip
    return {"groups": groups, "days": five_s_of(actor.street or 0).look_back, "walks": bool(rights.walks(actor))}


def ground_form(request: HttpRequest, code: str, unit: int) -> tuple[Any, Any]:
    """Return the form that decides about a group, with its counter; raises NotFound where nothing is proposed."""
    actor = actor_of(request)
    counter = rights.walks(actor).get(unit)
    group = next(iter(grounds.proposed(actor, now(), code=code, station=unit)), None) if counter else None
    if counter is None or group is None:
        raise NotFound
    return filled(GroundsForm, request, actor=actor, counter=counter, group=group), counter


def ground_frame(actor: Actor, form: GroundsForm) -> dict[str, Any]:
    """Return the frame of that form: the records with what they open onto."""
    group = form.group
    opened = show(actor, [one.ref for one in group.rows if one.ref])
    return {
        "form": form, "title": _(group.kind.title), "station": unit_title(group.station),
        "records": [(row, opened.get(row.ref) if row.ref else None) for row in group.rows],
        "chosen": set(form["keys"].value() or ()),
    }  # fmt: skip


def after_ground(request: HttpRequest, row: Any) -> HttpResponse:
    """Say what was decided and go on."""
    if isinstance(row, FiveSFinding):
        return after_found(request, row, 0)
    return told(request, _("Dismissed; the reason is kept."), reverse("desk:hall:grounds"))


# ── the checklist ──────────────────────────────────────────────────────────────────────────────────────────────────


def checklist_page(street: int) -> dict[str, Any]:
    """Return the checklists as they hold, with the meaning of the marks."""
    table = five_s_of(street)
    five = words.senses(table)
    return {
        "version": version_of(street), "marks": [(n, said(one)) for n, one in enumerate(table.marks)],
        "senses": [(said(one.title), said(one.says)) for one in table.senses], "table": table,
        "areas": [
            (said(one.title), one, [(name, [said(point) for point in getattr(one.points, code)]) for code, name in five])
            for one in table.areas
        ],
    }  # fmt: skip
