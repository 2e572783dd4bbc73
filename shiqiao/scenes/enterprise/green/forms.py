"""Forms of the green channel: grant or change a rule, withdraw it, put it to use on a matter."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.clocks.hooks import clocked_items
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise.green import granting, words
from shiqiao.scenes.enterprise.green.granting import TEXT_MOST, TITLE_MOST, Grant
from shiqiao.scenes.enterprise.green.items import MATTER
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.surfaces.desk.actforms import ActForm
from shiqiao.surfaces.desk.forms import item_choices
from shiqiao.surfaces.desk.words import in_language, term
from shiqiao.surfaces.kit.forms import KitForm

NO_FIRM = "No firm is found by this: give its credit code, or further words of its name."
SEVERAL = "Several firms are found: {names}. Give the credit code of the one that is meant."


def firm_named(text: str, by: Actor) -> int:
    """Return the one firm that a credit code or words of a name find; 0 for no text. Raises Invalid for none or several."""
    if not text.strip():
        return 0
    found = registry.find_organisations(by, text, limit=6)
    exact = [row for row in found if row.name == text.strip()]
    if len(found) == 1 or len(exact) == 1:
        return int((exact or found)[0].pk)
    if not found:
        raise Invalid(fields={"firm": NO_FIRM})
    raise Invalid(fields={"firm": SEVERAL}, names="、".join(row.name for row in found))


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class GrantForm(KitForm):
    """Grant a rule, or let one hold otherwise."""

    title = forms.CharField(label=gettext_lazy("Name of the rule"), max_length=TITLE_MOST)
    who = forms.ChoiceField(label=gettext_lazy("For whom"), widget=forms.RadioSelect)
    firm = forms.CharField(
        label=gettext_lazy("The one firm"), required=False, max_length=120,
        help_text=gettext_lazy("Only for one firm: its credit code or its name as on file."),
    )  # fmt: skip
    mark = forms.ChoiceField(
        label=gettext_lazy("What marks the firms"),
        required=False,
        help_text=gettext_lazy("Only for firms with a mark."),
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Affairs and items"), widget=forms.SelectMultiple(attrs={"size": "8"})
    )
    share = forms.ChoiceField(label=gettext_lazy("How much of the term remains"), required=False)
    term = forms.ChoiceField(label=gettext_lazy("Or a term of its own"), required=False)
    parallel = forms.CharField(
        label=gettext_lazy("Steps that run side by side"), required=False, widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("One a line. They are shown to whoever handles it."),
    )  # fmt: skip
    since = _day(gettext_lazy("First day of the rule"))
    until = _day(gettext_lazy("Until (the last day)"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is granted"), max_length=TEXT_MOST, widget=forms.Textarea(attrs={"rows": "3"})
    )

    def __init__(self, data: Any = None, *, street: int, row: GreenRule | None = None) -> None:
        self.row = row
        super().__init__(data, initial=_initial(row))
        for name, choices in _offers(street).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def act(self, by: Actor, at: datetime) -> GreenRule:
        """Grant it, or write the next version."""
        given = self.cleaned_data
        firm = firm_named(given["firm"], by) if given["who"] == "firm" else 0
        grant = Grant(
            title=given["title"], who=given["who"], items=tuple(given["items"]), since=given["since"], until=given["until"],
            reason=given["reason"], organisation=firm, mark=given["mark"] if given["who"] == "mark" else "",
            share=int(given["share"] or 0), term=given["term"], parallel=tuple(given["parallel"].splitlines()),
        )  # fmt: skip
        if self.row is None:
            return granting.grant_rule(grant=grant, by=by, at=at)
        return granting.change_rule(rule=self.row.pk, grant=grant, by=by, at=at)


def _initial(row: GreenRule | None) -> dict[str, Any]:
    today: date = localtime(now()).date()
    if row is None:
        return {"who": "firm", "share": "50", "since": today}
    name = ""
    if row.organisation:
        there: Any = registry.KINDS["organisation"]._default_manager.filter(pk=row.organisation).first()
        name = (there.code or there.name) if there else ""
    return {
        "title": row.title, "who": row.who, "firm": name, "mark": row.mark, "items": row.items, "term": row.term,
        "share": str(row.share or ""), "parallel": "\n".join(row.parallel), "since": max(row.since, today),
        "until": row.until, "reason": row.reason,
    }  # fmt: skip


def _offers(street: int) -> Mapping[str, Any]:
    groups = [
        (heading, [(f"{MATTER}:{code}", title) for code, title in group]) for heading, group in item_choices(street)
    ]
    for kind in clocked_items:
        named = [(f"{kind.kind}:{code}", in_language(*pair)) for code, pair in kind.read(street).items()]
        groups = [(_("Affairs at the counters"), named), *groups] if named else groups
    return {
        "who": [(code, _(title)) for code, title in words.WHO.items()],
        "mark": [("", "—"), *words.mark_choices(street)], "items": groups,
        "share": [("", "—"), *((str(n), f"{n}%") for n in words.SHARES)],
        "term": [("", "—"), *((one, term(one)) for one in words.TERMS)],
    }  # fmt: skip


class WithdrawForm(ActForm):
    """End a rule before its day."""

    reason = forms.CharField(
        label=gettext_lazy("Why it ends"), max_length=TEXT_MOST, widget=forms.Textarea(attrs={"rows": "3"})
    )

    def act(self, row: GreenRule, by: Actor, at: datetime) -> GreenRule:
        """Withdraw it."""
        return granting.withdraw_rule(rule=row.pk, reason=self.cleaned_data["reason"], by=by, at=at)


class UseForm(ActForm):
    """Put the green channel to use on a matter."""

    firm = forms.CharField(
        label=gettext_lazy("Which firm it is about"), required=False, max_length=120,
        help_text=gettext_lazy("Its credit code or its name as on file; empty where the rule is for whoever applies."),
    )  # fmt: skip

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Put it to use."""
        firm = firm_named(self.cleaned_data["firm"], by)
        return granting.use_on_matter(number=row.number, organisation=firm, by=by, at=at)
