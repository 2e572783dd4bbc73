"""How a person wants pages to look: light or dark, usual or large print (关怀版). A cookie: the server draws it at once."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict

COOKIE = "kit_look"  # theme.size, such as dark.large; scripts write it as well (theme.js), so it is no secret of ours
THEMES = ("auto", "light", "dark")  # auto: as the device says
SIZES = ("usual", "large")
LASTS = 365 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Look:
    """A theme of `THEMES` and a size of `SIZES`."""

    theme: str = "auto"
    size: str = "usual"

    @property
    def drawn(self) -> str:
        """The theme to draw with before a script has asked the device: light or dark."""
        return "dark" if self.theme == "dark" else "light"

    @property
    def large(self) -> bool:
        """Whether the page is in large print."""
        return self.size == "large"

    @property
    def other_size(self) -> str:
        """The size that the switch leads to."""
        return "usual" if self.large else "large"

    @property
    def next_theme(self) -> str:
        """The theme that the switch leads to without scripts: what is not drawn now."""
        return "light" if self.drawn == "dark" else "dark"


def look_of(request: HttpRequest | None) -> Look:
    """Return how the browser's pages look; a cookie that says nothing known counts as none."""
    said = request.COOKIES.get(COOKIE, "") if request is not None else ""
    theme, _, size = said.partition(".")
    return changed(Look(), theme=theme, size=size)


def changed(look: Look, theme: str = "", size: str = "") -> Look:
    """Return a look with what is known of the wishes; unknown words change nothing."""
    return Look(theme if theme in THEMES else look.theme, size if size in SIZES else look.size)


def remember(response: HttpResponse, look: Look) -> HttpResponse:
    """Put a look into the cookie."""
    response.set_cookie(
        COOKIE, f"{look.theme}.{look.size}", max_age=LASTS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def wished(request: HttpRequest) -> Look:
    """Return the look that a form of the switches asks for."""
    sent: QueryDict = request.POST
    return changed(look_of(request), theme=sent.get("theme", ""), size=sent.get("size", ""))
