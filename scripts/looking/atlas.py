"""Which pages there are: every address of the resolver, with real numbers taken from the links of pages and from the caller.

Works on whatever answers: a running server (`look.py`) or Django's test client (`tests/looking`); `Ask` is all it needs.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve

from shiqiao.config.entrances import entrances

LINK = re.compile(r"""(?:href|hx-get|data-question|formaction)=["']([^"'#]+)""")
STILL = ("/static/", "/logout", "/language/", "/post/", "/healthz", "/readyz", "/metrics", "/csp-report", "/export/")
# The roles of who is not signed in, of a paired screen, of a firm's own person; the last two have pages of their own.
RESIDENT, SCREEN, SEAT = "", "screen", "seat"
OWN = {SCREEN: ("/device/",), SEAT: ("/portal/firm/", "/portal/exchange/own")}
EACH = 3  # addresses of one route that are tried as one role before the others
MOST = 2000  # answers a role: far more than there are routes
# Pages that say different things to different roles, or with different words in their address: each is looked at.
WORDS = ("do", "code", "kind", "status", "key")
EVERY_ROLE = ("desk:work", "desk:matters")
TOLD_APART = {"kit:gallery-error": 5, "desk:move": 12, "desk:flow": 3, "desk:registry-record": 5, "desk:matter": 3,
              "desk:person-do": 4, "desk:registry-change": 4, "desk:supervision:act": 5, "desk:supervision:case-act": 3,
              "desk:hall:act": 10,
              "desk:supervision:discipline-act": 5, "desk:supervision:raise": 2, "desk:supervision:case": 2,
              "desk:employment:seeker-act": 8, "desk:employment:claim-act": 5}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What came back: status, kind of content, where it leads, the text of a page."""

    status: int
    kind: str = ""
    leads: str = ""
    text: str = ""
    meant: bool = False  # an error that the page is there to show


Ask = Callable[[str, str], Answer]
"""(role, address) → what comes back by GET."""


@dataclass(frozen=True)
class Sight:
    """One page to look at: the route's name, an address, and as whom."""

    route: str
    path: str
    role: str

    @property
    def public(self) -> bool:
        """Whether it belongs to residents, who come with telephones."""
        return self.path.startswith(("/portal/", "/-/kit/portal", "/field/"))


@dataclass
class Atlas:
    """The pages, and the routes without any: what they answered, by role."""

    sights: list[Sight] = field(default_factory=list)
    other: dict[str, dict[str, int]] = field(default_factory=dict)  # route -> what came instead of a page -> how often

    def unseen(self) -> dict[str, dict[str, int]]:
        """Return the routes of which no page, piece of a page or file was found: only refusals and absences."""
        shown = {sight.route for sight in self.sights}
        return {
            route: answers
            for route, answers in sorted(self.other.items())
            if route not in shown and not answers.keys() & {"piece", "file", "by POST", "leads on"}
        }


def survey(ask: Ask, roles: Iterable[str], more: Iterable[str] = ()) -> Atlas:
    """Walk through all that can be reached as each of the roles, the addresses without a number first, then `more`.

    A route is shown by the first role to whom it is a whole page.
    """
    routes = {one.name: one.address for one in entrances() if one.kind == "page"}
    atlas, shown = Atlas(other={route: {} for route in routes}), set[tuple[str, str]]()
    starts = [address for address in routes.values() if "<" not in address and not address.startswith(STILL)]
    for role in roles:
        known = (
            set()
            if role == SEAT
            else {sight.route for sight in atlas.sights}
            - {
                *EVERY_ROLE,
                *TOLD_APART,
            }
        )  # the others lead each role elsewhere
        for path, answer in _walk(ask, role, [*starts, *more], known):
            route, what = route_of(path), kind_of(answer)
            came = atlas.other.setdefault(route, {})
            came[what] = came.get(what, 0) + 1
            if what == "page" and _is_new(
                f"{route} {role}" if role == SEAT else route, label(path, route, role), shown
            ):
                atlas.sights.append(Sight(route, path, role))
    return atlas


def label(path: str, route: str, role: str) -> str:
    """Return what tells a page from others of its route: the words in its address, else the whole; or as whom it is seen."""
    if route in EVERY_ROLE:
        return role
    if route not in TOLD_APART:
        return ""
    words = [str(value) for name, value in resolve(urlsplit(path).path).kwargs.items() if name in WORDS]
    return " ".join(words) or path


def _is_new(route: str, said: str, shown: set[tuple[str, str]]) -> bool:
    enough = route not in EVERY_ROLE and sum(one == route for one, _ in shown) >= TOLD_APART.get(route, 1)
    if enough or (route, said) in shown:
        return False
    shown.add((route, said))
    return True


def kind_of(answer: Answer) -> str:
    """Say what an answer is: page, piece, file, leads on, by POST, or its status."""
    if answer.status in (301, 302, 303):
        return "door" if answer.leads.startswith(("/login/?", "/device/pair", "/door/confirm")) else "leads on"
    if answer.status == 405:
        return "by POST"
    if answer.status >= 400 and not answer.meant:
        return str(answer.status)
    if not answer.kind.startswith("text/html"):
        return "file"
    return "page" if "<!doctype" in answer.text[:200].lower() else "piece"


def route_of(path: str) -> str:
    """Return the name of an address's route, empty for one that leads nowhere."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def _walk(ask: Ask, role: str, starts: list[str], known: set[str]) -> Iterator[tuple[str, Answer]]:
    queue, seen, tries, asked = deque(starts), set[str](), Counter[str](), 0
    while queue and asked < MOST:
        path = queue.popleft()
        if path in seen:  # most links stand on most pages
            continue
        seen.add(path)
        route = route_of(path)
        if route in known or (role in OWN and not path.startswith(OWN[role])):
            continue
        if not route or path.startswith(STILL) or tries[_shape(path, route)] >= EACH:
            continue
        asked += 1
        tries[_shape(path, route)] += 1
        answer = ask(role, path)
        yield path, replace(answer, meant=route == "kit:gallery-error")
        if answer.leads:
            queue.append(urljoin(path, answer.leads))
        queue += list(_links(path, answer.text)) if answer.kind.startswith("text/html") else []


def _shape(path: str, route: str) -> str:
    """Addresses of one route that differ in their words, not in their numbers, are tried apart."""
    return f"{route} {re.sub(r'[0-9]+', '#', urlsplit(path).path)}"


def _links(path: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        parts = urlsplit(urljoin(path, unescape(link)))
        if not parts.netloc and parts.path.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
