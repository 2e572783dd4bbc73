"""Changing something as text: what it says is checked and compared first, and published as it was checked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.catalogue.rules import Item, parse_item
from shiqiao.kernel.flows.rules import Flow, parse
from shiqiao.surfaces.desk import board, comparing, words
from shiqiao.surfaces.desk.editforms import TextForm


@dataclass(frozen=True)
class Page:
    """What is changed: its title, the page it belongs to, its text now and the version of that."""

    title: str
    back: str
    text: str
    version: int
    note: str = ""  # said beside the version in force, instead of what holds for flows and items
    asks: str = ""  # asked before publishing


def answer(
    request: HttpRequest, page: Page, draft: Callable[[str], dict[str, Any]], publish: Callable[[str, int], int]
) -> HttpResponse:
    """Show the text, or what a draft changes; publish it when that was asked. `draft` and `publish` raise Invalid."""
    context: dict[str, Any] = {"page": page}
    form = TextForm(initial={"text": page.text, "former": page.version})
    if request.method == "POST":
        form = TextForm(request.POST)
        try:
            if form.is_valid():
                context |= {"drafted": True, **draft(form.cleaned_data["text"])}
                if "apply" in request.POST:
                    version = publish(form.cleaned_data["text"], form.cleaned_data["former"])
                    messages.success(request, _("Version %(n)d is in force.") % {"n": version})
                    return HttpResponseRedirect(page.back)
        except ShiqiaoError as error:
            form.add_action_error(error)
    return render(request, "desk/editing/text.html", {**context, "form": form}, status=422 if form.errors else 200)


def flow_draft(here: Flow, text: str) -> dict[str, Any]:
    """Return how a drafted flow differs, and its drawing; raises Invalid."""
    drafted = Flow(parse(read_yaml(text, name="flow")), here.version + 1)
    found = comparing.differences(comparing.of_flow(here), comparing.of_flow(drafted))
    return {"differences": found, "drawing": board.drawing(drafted)}


def item_draft(item: Item, text: str) -> dict[str, Any]:
    """Return how a drafted item differs; another code is a new item. Raises Invalid."""
    drafted = parse_item(text)
    before = {item.code: (titled(item), comparing.item_lines(item))} if drafted.code == item.code else {}
    return {
        "differences": comparing.differences(before, {drafted.code: (titled(drafted), comparing.item_lines(drafted))})
    }


def titled(item: Item) -> str:
    """Return an item's title with its code."""
    return f"{words.said(item.title)} ({item.code})"
