"""What may be done about a person, each as a form: leave, deputy, telephone, language, lock, a post."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import actions
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.hooks import work_of
from shiqiao.kernel.people.persons import post_row
from shiqiao.kernel.people.presence import stand_in
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import Choices, with_choices
from shiqiao.surfaces.kit.forms import KitForm

Offer = Callable[[Any, Actor], Choices]
REASONS = {
    "annual": _("annual leave"), "sick": _("sick leave"), "training": _("training"), "business": _("business trip"),
    "maternity": _("maternity leave"), "other": _("other"),
}  # fmt: skip


def date_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day, with the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def post_choices(street: int, *, but: frozenset[int] = frozenset()) -> Choices:
    """Return the posts of a street with who holds them, grouped by unit."""
    found: dict[str, Choices] = {}
    at = now()
    for post in people.posts(street):
        if post.id not in but:
            name = words.person_name(people.holder_of(post.id, at).account or 0)
            title = words.in_language(post.title_zh, post.title_en)
            said = f"{title}（{name}）" if name and words.chinese() else f"{title} ({name})" if name else title
            found.setdefault(words.unit_title(post.unit), []).append((str(post.id), said))
    return list(found.items())


class PersonForm(KitForm):
    """An act about one person; what it refuses is shown at its fields."""

    title: ClassVar[Any]
    icon: ClassVar[str]
    right: ClassVar[str] = "care"  # what of `powers.MAY` it takes
    offers: ClassVar[Mapping[str, Offer]] = {}

    def __init__(self, account: Model, actor: Actor, *args: Any, **kwargs: Any) -> None:
        self.account, self.actor = account, actor
        offers = {name: offer(account, actor) for name, offer in self.offers.items()}
        self.base_fields = with_choices(self.base_fields, offers)
        super().__init__(*args, **kwargs)

    @property
    def warning(self) -> str:
        """What to think of before; empty for nothing."""
        return ""

    def take(self) -> bool:
        """Do it; False when something is wrong, which then stands in the form."""
        if not self.is_valid():
            return False
        try:
            self.act(account=self.account, by=self.actor, at=now())
        except ShiqiaoError as error:
            self.add_action_error(error)
        return not self.errors

    def act(self, **who: Any) -> None:
        """Call the action."""
        raise NotImplementedError


class BackForm(PersonForm):
    """Back at work."""

    title, icon = _("Enter return"), "user-check"
    on = date_field(_("Back on"), help_text=_("A leave that would begin on that day is called off."))

    def act(self, **who: Any) -> None:
        """End the leave."""
        actions.end_leave(on=self.cleaned_data["on"], **who)


class PhoneForm(PersonForm):
    """A telephone number."""

    title, icon = _("Telephone"), "phone"
    phone = forms.RegexField(
        r"^([+\d][\d -]{4,19})?$",
        label=_("Telephone"),
        required=False,
        error_messages={"invalid": _("The telephone number has a wrong form. Use digits only.")},
        help_text=_("Stored encrypted. Empty removes it."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )

    def act(self, **who: Any) -> None:
        """Set the number."""
        actions.set_phone(phone=self.cleaned_data["phone"], **who)


class LanguageForm(PersonForm):
    """In which language one reads."""

    title, icon = _("Language"), "language"
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-hans", "简体中文"), ("en", "English")])

    def act(self, **who: Any) -> None:
        """Remember it."""
        actions.set_language(language=self.cleaned_data["language"], **who)


class LockForm(PersonForm):
    """Shut an account."""

    title, icon, right = _("Lock the account"), "lock", "rights"

    @property
    def warning(self) -> str:
        """Say how much is open at the person's posts."""
        posts = (one.post.id for one in people.acting_posts(self.account.pk) if one.by == "holder")
        works = sum(len(work_of(post, now())) for post in posts)
        if not works:
            return ""
        said = gettext("%(n)d open matters at this person's posts would fall to the heads. Hand them over first.")
        return said % {"n": works}

    def act(self, **who: Any) -> None:
        """Shut it."""
        actions.close_account(**who)


class UnlockForm(PersonForm):
    """Open a shut account."""

    title, icon, right = _("Unlock the account"), "lock-open", "rights"

    def act(self, **who: Any) -> None:
        """Open it."""
        actions.reopen_account(**who)


def _every_post(account: Any, actor: Actor) -> Choices:
    return [("", gettext("choose")), *post_choices(actor.street or 0)]


def _own_posts(account: Any, actor: Actor) -> Choices:
    held = (one.post for one in people.acting_posts(account.pk) if one.by == "holder")
    return [(str(post.id), words.in_language(post.title_zh, post.title_en)) for post in held]


class AppointForm(PersonForm):
    """A further post."""

    title, icon, right = _("Give a post"), "briefcase", "staff"
    offers: ClassVar[Mapping[str, Offer]] = {"post": _every_post}
    post = forms.ChoiceField(
        label=_("Post"),
        help_text=_("Who held it until then leaves it. Open work of the post passes on when the day has come."),
    )
    start = date_field(_("From which day"))

    def act(self, **who: Any) -> None:
        """Appoint."""
        post = post_row(self.actor, int(self.cleaned_data["post"]))
        actions.appoint(post=post, start=self.cleaned_data["start"], **who)


class DeputyForm(PersonForm):
    """Who stands in."""

    title, icon, right = _("Name a deputy"), "user-share", "staff"
    offers: ClassVar[Mapping[str, Offer]] = {"post": _own_posts, "deputy": _every_post}
    post = forms.ChoiceField(label=_("Post"))
    deputy = forms.ChoiceField(label=_("Deputy"), help_text=_("The holder of this post stands in during leave."))
    start = date_field(_("From which day"))
    end = date_field(_("Until (not included)"), required=False)

    def act(self, **who: Any) -> None:
        """Name the deputy."""
        given = self.cleaned_data
        post, deputy = (post_row(self.actor, int(given[name])) for name in ("post", "deputy"))
        stand_in(post=post, deputy=deputy, start=given["start"], end=given["end"], by=who["by"], at=who["at"])
