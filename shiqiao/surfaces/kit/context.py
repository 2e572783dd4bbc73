"""What every page's shell needs: language, actor, menu, banner. Read only when the template asks for it."""

from dataclasses import replace
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, gettext_noop

from shiqiao.base import trace
from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import is_above
from shiqiao.base.sockets import MenuEntry, all_sockets
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.territory.profiles import accent, profile
from shiqiao.surfaces.kit.look import Look, look_of
from shiqiao.surfaces.kit.shapes import Choice, MenuItem

# The parts of the side menu in their order: code → title.
GROUPS = {
    "work": gettext_noop("Daily work"),
    "economy": gettext_noop("Firms and projects"),
    "leading": gettext_noop("Party and duty"),
    "street": gettext_noop("The street"),
    "house": gettext_noop("Rules and set-up"),
}


NOTICES = "desk:notices"


class Shell:
    """The frame round a page. The properties cost nothing until a template uses them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def actor(self) -> Actor:
        """Who looks at the page."""
        return getattr(self.request, "actor", None) or Actor(kind="resident", code="resident")

    @property
    def language(self) -> str:
        """The `lang` attribute of the page."""
        return "zh-Hans" if (get_language() or "zh-hans").startswith("zh") else "en"

    @property
    def other_language(self) -> tuple[str, str]:
        """Code and own name of the language the switch leads to."""
        return ("en", "English") if self.language == "zh-Hans" else ("zh-hans", "简体中文")

    @cached_property
    def look(self) -> Look:
        """Light or dark, usual or large print."""
        return look_of(self.request)

    @property
    def demo(self) -> bool:
        """Whether this is the demo, whose data are invented."""
        return is_demo()

    @cached_property
    def menu(self) -> list[MenuItem]:
        """The side menu: what scenes and the desk put into the socket `desk.menu`, as far as the actor's roles go."""
        every = tuple(all_sockets().get("desk.menu") or ())
        shown = _entries(every, self.actor.roles, get_language(), self.above)
        here = _longest_prefix(self.request.path, [entry.url for entry in shown])
        told = [replace(entry, active=True) if entry.url == here else entry for entry in shown]
        return [self._counted(entry) if entry.url == _url(NOTICES) and self.unread else entry for entry in told]

    @property
    def above(self) -> bool:
        """Whether a post of a district, city or province looks at the page."""
        return is_above(self.actor.street) or bool(self.actor.roles & ABOVE)

    @cached_property
    def below(self) -> str:
        """The street that a post above the streets looks into; empty when it looks at all of them, and for others."""
        street = self.actor.street
        if street is None or not self.above or is_above(street):
            return ""
        found = profile(street)
        return found.title_en if self.language == "en" else found.title_zh

    @cached_property
    def accent(self) -> str:
        """The colour of the street whose page this is; empty for the house's own, as on pages of no one street."""
        return accent(self.actor.street) if self.actor.street else ""

    def _counted(self, entry: MenuItem) -> MenuItem:
        """Say in the menu how many notices are unread; the bell has counted them already."""
        return replace(entry, title=f"{entry.title} ({self.unread})")

    @cached_property
    def unread(self) -> int:
        """How many notices wait for the actor; 0 while that part is not there."""
        return int(_ask("shiqiao.kernel.notices.reads", "unread", self.actor, default=0))

    @property
    def who(self) -> str:
        """The signed-in person's name in the page's language, else the user name; empty when nobody is signed in."""
        user: Any = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return ""
        english = getattr(user, "name_en", "") if self.language == "en" else ""
        return english or getattr(user, "display_name", "") or user.get_username()

    @cached_property
    def posts(self) -> list[Choice]:
        """The posts the signed-in person may act from, for the account menu."""
        user = getattr(self.request, "user", None)
        found = _ask("shiqiao.kernel.people.reads", "posts_of", user, default=[])
        return [Choice(post.id, post.title, post.id == self.actor.post) for post in found]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` for the page shells, and the short names templates use often."""
    shell = Shell(request)
    return {"shell": shell, "language": shell.language, "demo": shell.demo, "actor": getattr(request, "actor", None)}


def mark(request: HttpRequest) -> dict[str, str]:
    """Context processor: the request's mark, which error pages show."""
    return {"request_mark": trace.present()}


def is_demo() -> bool:
    """Tell whether the demo runs."""
    return bool(getattr(getattr(settings, "OPTIONS", None), "demo", False))


@lru_cache(maxsize=256)  # a few sets of roles in two languages; it was a tenth of a page
def _entries(
    entries: tuple[MenuEntry, ...], roles: frozenset[str], language: str | None, above: bool
) -> tuple[MenuItem, ...]:
    """Return what the menu shows to holders of the roles, in a language; to those `above` the streets a part of it."""
    ordered = sorted(entries, key=lambda entry: (_place(entry.group), entry.order, entry.title))
    open_to = [entry for entry in ordered if (not entry.roles or entry.roles & roles) and (entry.above or not above)]
    return tuple(
        MenuItem(gettext(entry.title), url, entry.icon, False, gettext(GROUPS.get(entry.group, entry.group)), entry.key)
        for entry in open_to
        if (url := _url(entry.url_name))
    )


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _longest_prefix(path: str, urls: list[str]) -> str:
    fitting = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(fitting, key=len, default="")


def _place(group: str) -> int:
    """Return where a part of the menu stands; one that the house does not know comes last."""
    return [*GROUPS].index(group) if group in GROUPS else len(GROUPS)


def _ask(module: str, function: str, who: Any, *, default: Any) -> Any:
    """Call a read of a part that may not be installed; residents have neither notices nor posts."""
    if not getattr(who, "is_authenticated", getattr(who, "kind", "") == "account"):
        return default
    try:
        read = getattr(import_module(module), function, None)
    except ImportError:
        return default
    return read(who) if read else default
