"""The result for everybody (分户补偿公布), in the portal: audited agreements by number, without names."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from shiqiao.scenes.projects.renewal import pages, progress, reads, rules
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.portal.gate import open_page
from shiqiao.surfaces.portal.showing import show_template
from shiqiao.surfaces.portal.street import street_number

app_name = "renewal"


@require_safe
@open_page
def results(request: HttpRequest) -> HttpResponse:
    """Show the projects whose result is public."""
    rows = [(row, reverse("portal:renewal:result", args=[row.pk])) for row in reads.public_renewals(street_number())]
    return show_template(request, "projects/renewal/portal_results.html", {"rows": rows})


@require_safe
@open_page
def result(request: HttpRequest, number: int) -> HttpResponse:
    """Show the agreements of a project as its terms make them public."""
    row = reads.public_renewal(street_number(), number)
    page = reads.public_files(row, after=cursor(request.GET.get("after", "")))
    one = progress.whole(progress.standings(row.pk))
    titles = [title for _, title in pages.public_columns(row)]
    rows = [list(zip(titles, cells, strict=True)) for cells in pages.public_rows(row, page.rows)]
    context = {
        "renewal": row, "rows": rows, "next": page.next,
        "share": rules.share(one.audited, one.households), "area": rules.share(one.audited_area, one.area),
    }  # fmt: skip
    return show_template(request, "projects/renewal/portal_result.html", context)


urlpatterns = [path("", results, name="results"), path("<int:number>/", result, name="result")]
