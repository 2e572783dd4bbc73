"""Forms that act: what a page can do with a row, each a form that asks what it needs and calls the action."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.surfaces.desk.forms import with_choices
from shiqiao.surfaces.kit.forms import KitForm


class ActForm(KitForm):
    """What can be done with something; subclasses ask what it needs and do it."""

    def __init__(self, *args: Any, offers: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """`offers` are the choices of fields: the base looks at what was sent as soon as it is made."""
        if offers:
            self.base_fields = with_choices(self.base_fields, offers)  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Do it; raises what the action raises."""
        raise NotImplementedError


def acted(form: Any, *given: Any) -> Any:
    """Do what a form asks with what its `act` takes before the moment; return what came of it, True for nothing.

    None when the form is not complete or was refused: what was sent stays in it, with what is wrong.
    """
    if not form.is_valid():
        return None
    try:
        return form.act(*given, now()) or True
    except ShiqiaoError as error:
        form.add_action_error(error)
        return None


def asked(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Show the page of the form `form`; status 422 when it was sent and something is wrong in it."""
    return render(request, template, dict(context), status=422 if context["form"].errors else 200)


def told(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return HttpResponseRedirect(address)
