"""Pictures and files as the desk gives them: covered where somebody covered them, under neutral names."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.files.covering import as_shown
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.visits import reads as visits
from shiqiao.surfaces.desk import records
from shiqiao.surfaces.desk.registryforms import ActForm
from shiqiao.surfaces.kit.downloads import give, mark_of


def serve(request: HttpRequest, found: Attachment) -> HttpResponseBase:
    """Give a file that the actor may see: of a picture its covered copy if there is one; all else as a download.

    A browser asks again each time, so that a cover that is laid now counts at once.
    """
    shown, small = as_shown(found), "small" in request.GET
    mark = mark_of(shown, small=small)
    if request.headers.get("if-none-match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    response = give(request, shown, small=small)
    response["Cache-Control"] = "private, no-cache"
    return response


def picture_for(actor: Actor, number: int) -> tuple[Attachment, str]:
    """Return a picture of a matter or visit that the actor may see, and the name of the address that gives it."""
    for read, address in ((records.attachment_for, "desk:file"), (visits.attachment_for, "desk:visit-file")):
        try:
            found = read(actor, number)
        except NotFound:
            continue
        if found.is_picture:
            return found, address
    raise NotFound()


class CoverForm(ActForm):
    """Rectangles, marked in the picture or written as numbers."""

    areas = forms.CharField(
        label=_("Rectangles"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4, "inputmode": "decimal"}),
        help_text=_("One a line: left, top, width and height in percent. Or draw them in the picture."),
    )  # fmt: skip
    again = forms.BooleanField(label=_("Take away the former covers first"), required=False)

    def __init__(self, *args: Any, is_covered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, without=() if is_covered else ("again",), **kwargs)
