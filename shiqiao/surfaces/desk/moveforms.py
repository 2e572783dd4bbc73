"""The form of a move: exactly what the flow says it needs, with suggestions for who handles."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _

from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.files.rules import ALL, PICTURES
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import callback, together, words
from shiqiao.surfaces.desk.forms import Choices, grid_choices, item_choices
from shiqiao.surfaces.desk.requesting import TIMES, needs_on
from shiqiao.surfaces.desk.uploads import KeepsFiles
from shiqiao.surfaces.kit.forms import KitForm

ACTIONS: Mapping[str, Callable[..., Any]] = {
    "accept": actions.accept_matter, "decline": actions.decline_matter, "dispatch": actions.dispatch_matter,
    "redirect": actions.redirect_matter, "answer": actions.answer_matter, "finish": actions.finish_matter,
    "fix_on_spot": actions.fix_on_spot, "send_back": actions.send_back_matter, "close": actions.close_matter,
    "call_back": callback.call_back, "rate": actions.rate_matter, "reopen": actions.reopen_matter,
    "correct": actions.correct_matter, "archive": actions.archive_matter, **together.ACTIONS,
    "ask_return": requests.ask_return, "ask_extension": requests.ask_extension, "ask_pause": requests.ask_pause,
    "uphold_return": requests.uphold_return, "grant": requests.grant_request, "refuse_request": requests.refuse_request,
    "resume": requests.resume_matter, "supervise": requests.supervise_matter, "report_progress": requests.report_progress,
}  # fmt: skip


def action_of(do: str) -> Callable[..., Any]:
    """Return the action that makes a move: its own, or for moves of other flows the one that makes any move."""

    def make(*, matter: int, by: Any, at: datetime, **given: Any) -> Any:
        return actions.move_matter(matter=matter, do=do, given=actions.Given(**given), by=by, at=at)

    return ACTIONS.get(do, make)


# What may be added though the flow does not ask for it.
EXTRA = {"dispatch": ("reason",), "call_back": ("reason", "again"), "rate": ("reason",), "correct": ("item", "grid", "address"),
         "ask_pause": ("papers",), "grant": ("granted", "reason")}  # fmt: skip
# File field → the purpose under which the file is kept and is evidence.
FILES = {"before": "before", "after": "after", "document": "document"}
FURTHER = {**TIMES, "again": callback.again}  # what brings its own fields → from the matter
LENGTH = 8000


class MoveForm(KeepsFiles, KitForm):
    """What a move needs, asked in the order of the flow's table. `kept` are purposes of evidence already there."""

    purposes = FILES

    def __init__(
        self, data: Any, files: Any, *, move: Move, row: Matter, at: datetime, kept: Iterable[str] = ()
    ) -> None:
        self.base_fields = fields_of(move, row, at, frozenset(kept))
        super().__init__(data, files)

    def add_action_error(self, error: ShiqiaoError) -> None:
        """Show an action's refusal; evidence has no field of that name but the files it consists of."""
        first = next((name for name in FILES if name in self.fields), "")
        fields = {
            first if name in ("evidence", "photo") and first else name: text for name, text in error.fields.items()
        }
        told = type(error)(error.message, fields=fields, **error.params)
        super().add_action_error(told)

    def given(self) -> dict[str, Any]:
        """Return the values as the action's arguments, files left out, empty extras too."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name in FILES or name == "sent" or value in ("", None):
                continue
            found[name] = value == "yes" if name in YES_NO else int(value) if name == "grid" else value
        if found.get("children_go_on") is False:
            del found["children_go_on"]
        return found


YES_NO = ("responded", "solved", "satisfied")


def fields_of(move: Move, row: Matter, at: datetime, kept: frozenset[str]) -> dict[str, forms.Field]:
    """Return the form's fields for a move."""
    found: dict[str, forms.Field] = {}
    item = item_of(row)
    needs = needs_on(move, row)
    for name in (*needs, *EXTRA.get(move.do, ())):
        required = name in needs
        if name in FILED:
            found.update(FILED[name](item, kept))
            found["sent"] = forms.CharField(required=False, widget=forms.HiddenInput)
        elif name in FURTHER:
            found.update(FURTHER[name](row))
        elif name in YES_NO:
            found[name] = _yes_no(name)
        elif name == "handler":
            found[name] = forms.ChoiceField(
                label=_(words.NEEDS[name]), choices=handlers(row, item, at), help_text=_handler_help(move)
            )
        elif name == "outcome":
            found[name] = _outcome(row)
        elif name in ("item", "grid", "address"):
            found[name] = _correction(name, row)
        else:
            found[name] = _text(name, required)
    return together.fitted(found, move, row)


def _text(name: str, required: bool) -> forms.Field:
    hints = {
        "answer": _("The reporter reads this. Say what was found, what happens and until when."),
        "result": _("The reporter reads this, and the checker goes by it."),
        "progress": _("Only the office reads this."),
    }
    return forms.CharField(
        label=_(words.NEEDS[name]),
        required=required,
        max_length=LENGTH,
        widget=forms.Textarea,
        help_text=hints.get(name, ""),
    )


def _yes_no(name: str) -> forms.Field:
    return forms.ChoiceField(
        label=_(words.NEEDS[name]), choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
    )


def _outcome(row: Matter) -> forms.Field:
    outcomes = catalogue(row.street, row.catalogue).outcomes.values()
    shown = [
        (one.code, format_html("<strong>{}</strong><br><span class='kit-soft'>{}<br>{}{}</span>", words.said(one.title),
                               words.said(one.when), _("The answer must say: "), words.said(one.answer)))
        for one in outcomes
    ]  # fmt: skip
    return forms.ChoiceField(label=_(words.NEEDS["outcome"]), choices=shown, widget=forms.RadioSelect)


def _evidence(item: Item, kept: frozenset[str]) -> dict[str, forms.Field]:
    """Return a file field for each piece of evidence that the item asks for and that is not there yet."""
    found: dict[str, forms.Field] = {}
    if "before_after" in item.evidence:
        found["before"] = _files(_("Photos from before"), "before" not in kept)
        if "before" in kept:
            found["before"].help_text = _("There is one already; add more if it helps.")
    if {"photo", "before_after"} & set(item.evidence):
        found["after"] = _files(_("Photos of the result"), True)
    found = found or {"after": _files(_("Photos of the result"), False)}
    asked = "document" in item.evidence
    found["document"] = _files(_("Document") if asked else _("Document, recording or video"), asked, ALL)
    return found


def _papers(item: Item, kept: frozenset[str]) -> dict[str, forms.Field]:
    return {"document": _files(_("Papers that prove it"), False, ALL)}


FILED = {"evidence": _evidence, "papers": _papers}


def _files(label: str, required: bool, accept: str = PICTURES) -> forms.Field:
    widget = forms.FileInput({"accept": accept, "data-photos": "", **({"aria-required": "true"} if required else {})})
    widget.attrs["multiple"] = True
    if accept == ALL:
        widget.attrs["data-choose"] = _("Choose files")
    return forms.FileField(label=label, required=False, widget=widget)


def _correction(name: str, row: Matter) -> forms.Field:
    keep: Choices = [("", _("leave as it is"))]
    if name == "address":
        return forms.CharField(label=_("Right address"), required=False, max_length=200)
    if name == "item":
        return forms.ChoiceField(label=_("Right item"), required=False, choices=keep + item_choices(row.street))
    return forms.ChoiceField(label=_("Right grid"), required=False, choices=keep + grid_choices(row.street))


def _handler_help(move: Move) -> str:
    return _("Suggested first: who answers for the grid, then the handlers of the unit that this item belongs to.")


def handlers(row: Matter, item: Item, at: datetime) -> Choices:
    """Return whom a matter may be given to: the responsible person, the item's unit, then all who handle."""
    here = [row.post] if row.post else []
    who = people.responsible_for(row.grid, row.line, at) if row.grid else None
    if who and who.post and who.post not in here:
        here.append(who.post)
    able = people.posts(row.street, roles=("handler", "grid_member"))
    unit = [post.id for post in able if item.unit and people.unit(post.unit).code == item.unit and post.id not in here]
    rest = [post.id for post in able if post.id not in {*here, *unit}]
    groups = [(_("Answers for this grid"), here), (_("Unit of this item"), unit), (_("Others"), rest)]
    return [(title, [_post_choice(post, at) for post in posts]) for title, posts in groups if posts]


def _post_choice(number: int, at: datetime) -> tuple[str, str]:
    post = people.post(number)
    now = people.holder_of(number, at)
    name = now.name if now.account else _("nobody at present")
    deputy = _(" (deputy)") if now.by == "deputy" else ""
    return post.code, f"{words.in_language(post.title_zh, post.title_en)} · {name}{deputy}"
