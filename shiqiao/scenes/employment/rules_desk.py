"""Pages of the street's rules of employment: read by everybody of the office, published by an administrator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.scenes.employment import pages, rulesshown
from shiqiao.scenes.employment.forms import PublishForm
from shiqiao.surfaces.kit.access import fenced


@fenced(reach="street")
def rules(request: HttpRequest) -> HttpResponse:
    """Show the benefits, what excludes what and the criteria of the four types, as they hold."""
    return render(request, "employment/rules.html", rulesshown.page(request.actor))


@fenced(reach="street")
def rules_file(request: HttpRequest) -> HttpResponse:
    """Give the file that was published last."""
    text, version = rulesshown.text_of(request.actor)
    name = f'attachment; filename="employment-{version}.yaml"'
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers={"Content-Disposition": name})


@fenced(roles={"admin"}, reach="street")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the rules from a file."""
    form = PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if row := pages.published(form, request.actor):
        said = _("Version {n} is published and holds.").format(n=row.version)
        return pages.done(request, said, reverse("desk:employment:rules"))
    return render(request, "employment/publish.html", {"form": form}, status=422 if form.errors else 200)
