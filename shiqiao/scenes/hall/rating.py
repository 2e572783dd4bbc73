"""The rating that an applicant gives (好差评): the link and code to hand over, and the page that they open in the portal.

Whoever has the link is the applicant; a browser in which an official is signed in is not, so that nobody rates the own work.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shiqiao.base.rows import the_one
from shiqiao.scenes.hall import actions, rights, rules, shown
from shiqiao.scenes.hall.fields import OfferForm, long_text, one_of, star_choices
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.queue.links import link_of, opened
from shiqiao.surfaces.desk.actforms import acted
from shiqiao.surfaces.desk.words import unit_title
from shiqiao.surfaces.kit import qr
from shiqiao.surfaces.portal.gate import resident, secret_page
from shiqiao.surfaces.portal.showing import show_template
from shiqiao.surfaces.portal.street import street_number

app_name = "rating"


def handed(request: HttpRequest, row: Affair) -> dict[str, Any] | None:
    """Return the code and the link that a clerk hands over; None while nothing is decided, or once it is rated."""
    actor = request.actor  # type: ignore[attr-defined]
    if row.stars is not None or rules.moved("rate", row.state) is None or not rights.works(actor):
        return None
    link = request.build_absolute_uri(reverse("portal:rating:rate", args=[link_of("a", row.pk)]))
    told = _("Your affair “%(item)s” at %(counter)s is done. Please rate us: %(link)s") % {
        "item": shown.item_title(row), "counter": unit_title(row.at), "link": link,
    }  # fmt: skip
    return {"link": link, "code": qr.svg(link, _("Code with the link of the rating")), "text": told}


class StarsForm(OfferForm):
    """Five stars, and words if one likes."""

    stars = one_of(gettext_lazy("How was it?"))
    words = long_text(gettext_lazy("What was good, what was not?"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, offers={"stars": star_choices()})
        self.fields["stars"].error_messages["required"] = _("Choose one to five stars.")

    def act(self, affair: int, at: datetime) -> Affair:
        """Give the rating."""
        given = self.cleaned_data
        by = resident(reporter=True)
        return actions.rate_by_link(affair=affair, stars=int(given["stars"]), words=given["words"], by=by, at=at)


def page_of(row: Affair, form: StarsForm) -> dict[str, Any]:
    """Return what the page shows: what was applied for and where, no person; once it is rated, the stars."""
    stars = row.stars or 0
    thanks = ngettext("You gave %(n)d star", "You gave %(n)d stars", stars) % {"n": stars} if stars else ""
    return {
        "title": shown.item_title(row), "number": shown.number_of(row), "counter": unit_title(row.at), "form": form,
        "thanks": thanks, "stars": "★" * stars + "☆" * (5 - stars),
        "open": rules.moved("rate", row.state) is not None, "decided": row.decided_at,
    }  # fmt: skip


def row_of(secret: str) -> Affair:
    """Return the affair that a link opens; raises NotFound."""
    return the_one(Affair.objects.filter(street=street_number(), pk=opened(secret, "a")))


def given(request: HttpRequest, row: Affair, form: StarsForm) -> bool:
    """Take what the form says; False where it has something to say."""
    if request.user.is_authenticated:
        form.add_error(None, _("An official is signed in here. The applicant rates on a telephone of their own."))
    return bool(acted(form, row.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@secret_page
def rate(request: HttpRequest, secret: str) -> HttpResponse:
    """Let whoever has the link of an affair rate it, once; afterwards say how many stars were given."""
    row = row_of(secret)
    form = StarsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and given(request, row, form):
        return HttpResponseRedirect(reverse("portal:rating:rate", args=[secret]), status=303)
    return show_template(request, "hall/portal_rate.html", page_of(row, form), 422 if form.errors else 200)


urlpatterns = [path("<str:secret>/", rate, name="rate")]
