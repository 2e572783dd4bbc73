"""Pages of guides for everybody, in the portal."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from shiqiao.base.errors import NotFound
from shiqiao.scenes.hall import guideshown
from shiqiao.surfaces.portal.gate import open_page
from shiqiao.surfaces.portal.showing import show_template
from shiqiao.surfaces.portal.street import street_number

app_name = "hall"


def guide_url(code: str) -> str:
    """Return the address of a guide in the portal."""
    return reverse("portal:hall:guide", args=[code])


@require_safe
@open_page
def guides(request: HttpRequest) -> HttpResponse:
    """Show what one can apply for, by field, narrowed to words."""
    text = request.GET.get("q", "")[:60]
    fields = guideshown.listed(street_number(), text, guide_url)
    return show_template(request, "hall/portal_guides.html", {"fields": fields, "text": text})


@require_safe
@open_page
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Show one guide: who, what to bring, how long, where; it prints as a list to take along."""
    page = guideshown.page_of(street_number(), code)
    if page is None:
        raise NotFound
    return show_template(request, "hall/portal_guide.html", {"page": page})


urlpatterns = [path("", guides, name="guides"), path("<slug:code>/", guide, name="guide")]
