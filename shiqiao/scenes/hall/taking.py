"""The form of an application at a counter."""

from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.hall import actions, rules, words
from shiqiao.scenes.hall.acts import Application, papers_of
from shiqiao.scenes.hall.counters import serving
from shiqiao.scenes.hall.definitions import Guide
from shiqiao.scenes.hall.fields import (
    OfferForm,
    counter_choices,
    line,
    one_of,
    several,
    shut_choices,
    when_shut,
    which_shut,
)
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue.models import QueueTicket
from shiqiao.scenes.hall.queue.taken import take_in_for
from shiqiao.surfaces.desk.words import said


class TakeForm(OfferForm):
    """Take an affair in."""

    GROUPS = (
        (
            gettext_lazy("The applicant"),
            (
                "station",
                "manner",
                "channel",
                "name",
                "identity",
                "phone",
                "credit",
                "community",
                "proxy_name",
                "proxy_phone",
                "outside",
                "another",
            ),
        ),
        (gettext_lazy("Papers"), ("brought", "spared", "at_once")),
    )
    wide = True
    station = one_of(gettext_lazy("Counter"))
    manner = one_of(gettext_lazy("Who applies"))
    channel = one_of(gettext_lazy("How it came"))
    outside = line(
        gettext_lazy("Number at the city's site"),
        most=40,
        hint=gettext_lazy("Only for what came on-line, by the city's site."),
    )
    name = line(gettext_lazy("Name of the applicant"), required=True)
    identity = line(
        gettext_lazy("Identity number"),
        most=20,
        hint=gettext_lazy("With it papers that are known are not asked again."),
        **{"hx-trigger": "change", "hx-target": "#known", "hx-swap": "innerHTML", "hx-params": "identity"},
    )
    phone = line(gettext_lazy("Telephone"), most=20, inputmode="tel")
    credit = line(
        gettext_lazy("Credit code of the firm"), most=20, hint=gettext_lazy("Only when a firm or shop applies.")
    )
    community = forms.ChoiceField(label=gettext_lazy("Lives in"), required=False)
    proxy_name = line(gettext_lazy("Name of the proxy"), hint=gettext_lazy("Only when a proxy applies."))
    proxy_phone = line(gettext_lazy("Telephone of the proxy"), most=20, inputmode="tel")
    another = forms.BooleanField(label=gettext_lazy("Another one all the same"), required=False)
    brought = several(
        gettext_lazy("Papers handed in"),
        gettext_lazy("What is not ticked and not known is put on the one-time notice."),
    )
    spared = several(gettext_lazy("Not needed, since the case is another"))
    at_once = forms.BooleanField(
        label=gettext_lazy("Granted and handed over right now"), required=False,
        help_text=gettext_lazy("When nothing is missing and the applicant or proxy takes the result along."),
    )  # fmt: skip
    shut_at = when_shut()
    shut = which_shut()

    def __init__(self, data: Any = None, *, actor: Actor, guide: Guide, ticket: QueueTicket | None = None) -> None:
        street = actor.street or 0
        table, serves = guides_of(street), serving(guide, street)
        here = [(unit, title) for unit, title in counter_choices(actor) if int(unit) in serves or "online" in guide.at]
        codes = papers_of(guide, table, "proxy" if guide.proxy else "own")
        titles = {code: said(table.title("documents", code)) for code in codes}
        when = {one.document: said(one.when) for one in guide.materials if one.when}
        manners = [one for one in rules.MANNERS if guide.proxy or one != "proxy"]
        channels = [one for one in rules.CHANNELS if one != "online" or "online" in guide.at]
        lives = [("", _("not known")), *((str(one.code), one.title) for one in communities(street))]
        super().__init__(data, offers={
            "station": here, "manner": words.choices(words.MANNERS, *manners), "community": lives,
            "channel": words.choices(words.CHANNELS, *channels), "brought": list(titles.items()),
            "spared": [(code, f"{titles[code]}（{text}）") for code, text in when.items() if code != rules.PROXY_PAPER],
            "shut": shut_choices(street),
        })  # fmt: skip
        self.guide, self.ticket = guide, ticket
        self.fields["identity"].widget.attrs["hx-post"] = reverse("desk:hall:known", args=[guide.code])
        there = str(ticket.unit) if ticket else ""
        station = there if there in dict(here) else here[0][0] if here else ""
        self.initial |= {"station": station, "manner": "own", "channel": "counter"}
        if "online" not in guide.at:
            del self.fields["outside"]
        if not self.fields["spared"].choices:  # type: ignore[attr-defined]
            del self.fields["spared"]
        self.settle()

    def act(self, by: Actor, at: datetime) -> Affair:
        """Take it in."""
        given = self.cleaned_data
        application = Application(
            self.guide.code, int(given["station"]), manner=given["manner"], channel=given["channel"], name=given["name"],
            phone=given["phone"], identity=given["identity"], proxy_name=given["proxy_name"], proxy_phone=given["proxy_phone"],
            community=int(given["community"] or 0), brought=frozenset(given["brought"]),
            spared=frozenset(given.get("spared", ())), another=given["another"], outside=given.get("outside", ""),
            at_once=given["at_once"], shut_at=given["shut_at"], shut=int(given["shut"] or 0), credit=given["credit"],
        )  # fmt: skip
        if self.ticket is not None:
            return take_in_for(ticket=self.ticket.pk, application=application, by=by, at=at)
        return actions.take_in(application=application, by=by, at=at)

    @property
    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """Return the fields in their groups; whether it is another one is asked where there is one."""
        asked = self["another"].errors or self["another"].value()
        return [(title, [one for one in fields if one.name != "another" or asked]) for title, fields in super().groups]
