"""Pages of the green channel: parse, then an action or a read, then render."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.scenes.enterprise.green import exports, reads, rights, shown, words
from shiqiao.scenes.enterprise.green.forms import GrantForm, UseForm, WithdrawForm
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.surfaces.desk.actforms import acted, asked
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.access import fenced


@fenced(roles=rights.READS, reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of a tab."""
    tab, after = exports.tab_of(request.GET), cursor(request.GET.get("after", ""))
    page = reads.rules(request.actor, tab, now(), after=after)
    tabs = [(code, _(title)) for code, title in words.TABS.items()]
    context = {"rows": shown.rule_rows(request.actor, page.rows, now()), "next": page.next, "tab": tab, "tabs": tabs}
    return render(request, "enterprise/green/rules.html", {**context, "may": rights.grants(request.actor)})


@fenced(roles=rights.READS, reach="street")
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version of a rule, its uses, and what became of the others."""
    row = reads.access_rule(request.actor, number)
    return render(request, "enterprise/green/rule.html", shown.rule_page(request.actor, row, now()))


@fenced(roles=rights.READS, reach="street")
def uses(request: HttpRequest) -> HttpResponse:
    """Show every use: which rule, on what, due before and after, by whom."""
    asked, after = request.GET.get("rule", "")[:12], cursor(request.GET.get("after", ""))
    page = reads.uses(request.actor, rule=asked, after=after)
    context = {"rows": shown.use_rows(request.actor, page.rows), "next": page.next, "rule": asked}
    return render(request, "enterprise/green/uses.html", context)


@fenced(roles=rights.GRANTS, reach="street")
def grant(request: HttpRequest) -> HttpResponse:
    """Grant a rule."""
    return _granted(request, None)


@fenced(roles=rights.GRANTS, reach="street")
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Let a rule hold otherwise, as its next version."""
    return _granted(request, _standing(request, number))


def _granted(request: HttpRequest, former: GreenRule | None) -> HttpResponse:
    form = GrantForm(request.POST if request.method == "POST" else None, street=request.actor.street, row=former)
    if row := acted(form, request.actor):
        return _done(request, _("The rule holds from its first day on."), row)
    context = {"form": form, "former": former}
    return asked(request, "enterprise/green/grant.html", context)


@fenced(roles=rights.GRANTS, reach="street")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """End a rule before its day."""
    row = _standing(request, number)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if acted(form, row, request.actor):
        return _done(request, _("The rule is withdrawn; what it has shortened stays as it is."), row)
    return asked(request, "enterprise/green/withdraw.html", {"form": form, "rule": row})


def _standing(request: HttpRequest, number: int) -> GreenRule:
    row = reads.access_rule(request.actor, number)
    if row.ended_at is not None:
        raise NotFound
    return row


def _done(request: HttpRequest, sentence: str, row: GreenRule) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:green:rule", args=[row.pk]))


@fenced(reach="reach")
def use(request: HttpRequest, number: str) -> HttpResponse:
    """Put the green channel to use on a matter."""
    matter = access_matter(request.actor, number)
    form = UseForm(request.POST if request.method == "POST" else None)
    if acted(form, matter, request.actor):
        messages.success(request, _("The term is shortened; the clock of the matter says why."))
        return HttpResponseRedirect(reverse("desk:matter", args=[number]))
    return asked(request, "enterprise/green/use.html", {"form": form, "matter": matter})
