"""Pages of duty: parse, then an action or a read, then render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shiqiao.base.time import now
from shiqiao.scenes.duty import forms, pages, reads, shown
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def today(request: HttpRequest) -> HttpResponse:
    """Show who is on duty now and next, with telephones, and the coming week."""
    return render(request, "duty/today.html", shown.today(request.actor, now()))


@fenced(reach="street")
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month of the published rosters."""
    first, last = shown.month(request.GET.get("month", ""), now())
    return render(request, "duty/calendar.html", shown.month_page(request.actor, first, last))


@fenced(reach="own")
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own turns, swaps that wait, and the days entered."""
    return render(request, "duty/mine.html", pages.mine(request.actor, now()))


@fenced(reach="street")
def fairness(request: HttpRequest) -> HttpResponse:
    """Show how evenly duty is spread over the people."""
    since, until = pages.span_asked(request.GET, now())
    return render(request, "duty/fairness.html", shown.fairness_page(request.actor, since, until, now()))


@fenced(reach="street")
def rosters(request: HttpRequest) -> HttpResponse:
    """Show the rosters, newest first."""
    page = reads.rosters(request.actor, after=cursor(request.GET.get("after", "")))
    context = {"rows": [shown.roster_row(row) for row in page.rows], "next": page.next}
    return render(request, "duty/rosters.html", context | {"keeps": pages.keeps(request)})


@fenced(reach="street")
def make(request: HttpRequest) -> HttpResponse:
    """Make a draft of a roster."""
    pages.refuse_keeping(request)
    form = forms.MakeForm(request.POST) if request.method == "POST" else forms.MakeForm(initial=forms.next_month(now()))
    row = acted(form, request.actor)
    if row:
        return pages.told(request, _("The draft is made."), reverse("desk:duty:roster", args=[row.pk]))
    return render(request, "duty/make.html", {"form": form}, status=422 if form.errors else 200)


@fenced(reach="street")
def roster(request: HttpRequest, roster: int) -> HttpResponse:
    """Show a roster: its figures, what is wrong with it, its months, and its next step."""
    row = reads.access_roster(request.actor, roster)
    return render(request, "duty/roster.html", pages.roster_page(request, row, now()))


@require_POST
@fenced(reach="street")
def step(request: HttpRequest, roster: int, do: str) -> HttpResponse:
    """Check, publish or drop a roster."""
    row = reads.access_roster(request.actor, roster)
    return pages.step_made(request, row, do, now())


@fenced(reach="street")
def turn(request: HttpRequest, turn: int) -> HttpResponse:
    """Show a turn: why this person, who was passed over; its notices count as read."""
    row = reads.access_turn(request.actor, turn)
    pages.seen(request, "duty_turn", row.pk, now())
    return render(request, "duty/turn.html", shown.turn_page(request.actor, row, now()))


@require_POST
@fenced(reach="street")
def check_in(request: HttpRequest, turn: int) -> HttpResponse:
    """Check in for a turn."""
    row = reads.access_turn(request.actor, turn)
    return pages.checked_in(request, row, now())


@fenced(reach="street")
def swap_ask(request: HttpRequest, turn: int) -> HttpResponse:
    """Ask to swap a turn."""
    row = pages.own_turn(request, turn)
    form = pages.filled(forms.SwapForm, request, offers={"against": pages.with_none(forms.swap_choices(row, now()))})
    swap = acted(form, row, request.actor)
    if swap:
        return pages.told(request, _("Asked. The other is told."), reverse("desk:duty:swap", args=[swap.pk]))
    context = {"form": form, **shown.turn_page(request.actor, row, now())}
    return render(request, "duty/swap_ask.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def replace(request: HttpRequest, turn: int) -> HttpResponse:
    """Let another take over a turn."""
    row = pages.kept_turn(request, turn)
    free, blocked = forms.split_candidates(row, now())
    form = pages.filled(forms.ReplaceForm, request, offers={"person": pages.with_none(free)})
    new = acted(form, row, request.actor)
    if new:
        return pages.told(request, _("Entered. Both are told."), reverse("desk:duty:turn", args=[new.pk]))
    context = {"form": form, "blocked": blocked, **shown.turn_page(request.actor, row, now())}
    return render(request, "duty/replace.html", context, status=422 if form.errors else 200)


@fenced(reach="own")
def swap(request: HttpRequest, swap: int) -> HttpResponse:
    """Show a swap; its notices count as read."""
    row = reads.access_swap(request.actor, swap)
    pages.seen(request, "duty_swap", row.pk, now())
    return render(request, "duty/swap.html", shown.swap_page(request.actor, row))


@fenced(reach="own")
def swap_act(request: HttpRequest, swap: int, do: str) -> HttpResponse:
    """Agree to a swap, decline, approve, refuse or withdraw it."""
    row = pages.swap_for(request, swap, do)
    form = pages.filled(forms.AnswerForm, request, do=do)
    if acted(form, row, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:duty:swap", args=[row.pk]))
    context = {"form": form, **pages.swap_act_frame(request, row, do)}
    return render(request, "duty/swap_act.html", context, status=422 if form.errors else 200)


@fenced(reach="street")
def shift(request: HttpRequest, shift: int) -> HttpResponse:
    """Show a shift and its log; write a line into it."""
    row = reads.access_shift(request.actor, shift)
    pages.seen(request, "duty_shift", row.pk, now())
    form = pages.filled(forms.LineForm, request)
    if acted(form, row, request.actor):
        return pages.told(request, _("The line is written."), reverse("desk:duty:shift", args=[row.pk]))
    context = {"form": form, **shown.shift_page(request.actor, row, now())}
    return render(request, "duty/shift.html", context, status=422 if form.errors else 200)


@require_POST
@fenced(reach="street")
def shift_act(request: HttpRequest, shift: int, do: str) -> HttpResponse:
    """Hand a shift over, or acknowledge what was passed on."""
    row = reads.access_shift(request.actor, shift)
    return pages.shift_acted(request, row, do, now())


@fenced(reach="own")
def close(request: HttpRequest, entry: int) -> HttpResponse:
    """Close an open line of the log."""
    row, shift = pages.open_line(request, entry)
    form = pages.filled(forms.CloseForm, request)
    if acted(form, row, request.actor):
        return pages.told(request, _("The line is closed."), reverse("desk:duty:shift", args=[shift.pk]))
    context = {"form": form, "line": shown.line_of(row, {}), "shift": shift}
    return render(request, "duty/close.html", context, status=422 if form.errors else 200)


@fenced(reach="own")
def away(request: HttpRequest) -> HttpResponse:
    """Enter when one cannot take duty, would rather not, or would like to."""
    form = pages.filled(forms.AwayForm, request, people=pages.people_choices(request, now()))
    if acted(form, request.actor):
        return pages.told(request, _("Entered."), reverse("desk:duty:mine"))
    return render(request, "duty/away.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@fenced(reach="own")
def away_end(request: HttpRequest, number: int) -> HttpResponse:
    """Take such an entry back."""
    return pages.away_ended(request, number, now())


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of duty as they hold."""
    return render(request, "duty/rules.html", pages.rules_page(request.actor.street or 0, now()))


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish rules from a file."""
    form = forms.PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if acted(form, request.actor):
        return pages.told(request, _("The version is published and in force."), reverse("desk:duty:rules"))
    return render(request, "duty/publish.html", {"form": form}, status=422 if form.errors else 200)
