"""Walking through all pages by their own links, as one of the cast or as a resident: what is there, without a list of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

STARTS = ("/", "/matters/", "/portal/", "/login/", "/-/kit", "/-/kit/portal", "/-/kit/login", "/device/pair", "/nowhere/",
          "/api/v1/docs", "/routing/", "/people/", "/people/me/", "/map/", "/hotline/", "/registry/", "/phrases/")  # fmt: skip
EACH = 2  # pages of one route with the same words in its address
DATA_TYPES = {"application/json", "importmap", "application/ld+json"}


@dataclass
class Page(HTMLParser):
    """A page as far as trust goes: what it refers to, and what stands inside it that should not."""

    links: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _method: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._judge(tag, given)
        if tag == "form" and given.get("method", "get").lower() == "post":
            self.posts.append(given.get("action", ""))
        for name in ("href", "hx-get", "data-question", "formaction") if tag != "link" else ():
            if given.get(name):
                self.links.append(given[name])

    def _judge(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style":
            self.wrong.append("<style>")
        if tag == "script" and not given.get("src") and given.get("type") not in DATA_TYPES:
            self.wrong.append("<script> with its program inside")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.wrong.append(f"<{tag} {name}={value[:40]!r}>")
            if name in ("href", "src", "action", "formaction") and value.strip().lower().startswith(
                ("javascript:", "data:text")
            ):
                self.wrong.append(f"<{tag} {name}={value[:40]!r}>")
            if name in ("src", "href") and tag in ("script", "link", "img", "iframe") and "//" in value[:9]:
                self.wrong.append(f"<{tag} {name}={value[:60]!r}> from elsewhere")


def read(answer: Any) -> Page:
    """Read an HTML answer."""
    page = Page()
    page.feed(answer.content.decode())
    return page


def route_of(path: str) -> str:
    """Return a route's name with what tells its pages apart, empty for an address that leads nowhere."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return ""
    told = [
        str(value) for value in found.kwargs.values() if isinstance(value, str) and not any(map(str.isdigit, value))
    ]
    return ":".join([found.view_name, *told])


def is_html(answer: Any) -> bool:
    """Tell whether an answer is a page or a piece of one."""
    return str(answer.headers.get("Content-Type", "")).startswith("text/html")


def walk(client: Client, more: Iterable[str] = (), most: int = 600) -> Iterator[tuple[str, Any, Page]]:
    """Yield address, answer and page of everything that can be reached by links, a few of each route."""
    queue, seen, counts = [*STARTS, *more], set[str](), Counter[str]()
    while queue and len(seen) < most:
        path = queue.pop(0)
        route = route_of(path)
        if path in seen or counts[route] >= EACH or "logout" in path:
            continue
        seen.add(path)
        counts[route] += 1
        answer = client.get(path)
        if answer.status_code in (301, 302, 303):
            queue.append(urljoin(path, answer["Location"]))
        if not is_html(answer) or answer.streaming:
            continue
        page = read(answer)
        yield path, answer, page
        for link in page.links:
            target = urljoin(path, link).split("#")[0]
            parts = urlsplit(target)
            if target and (not parts.netloc or parts.netloc == "testserver"):
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
