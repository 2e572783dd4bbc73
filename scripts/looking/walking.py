"""Looking at pages in Chromium: every width and language, axe in three modes, the console, and where requests go.

`walk` shares the pages among processes of its own, each with one browser: `python -m looking.walking < job > findings`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1])]

from looking.words import ROOT, told

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
HEIGHTS = {360: 740, 768: 1024, 1366: 768, 1920: 1080}
WIDTHS = (1920, 1366, 360)
ONCE = (1920,)  # a width that is looked at in the first language only
LANGUAGES = ("zh", "en")
LOCALES = {"zh": ("zh-CN", "zh-hans"), "en": ("en-GB", "en")}
MODES = ("light", "dark", "large")
# Large print as its switch makes it, on the page that stands; pages without the switch have one size.
LARGE = """() => { if (!window.kitLook) return false;
  if (document.documentElement.getAttribute("data-kit-size") !== "large") window.kitLook.next("size"); return true; }"""
USUAL = (
    """() => { if (document.documentElement.getAttribute("data-kit-size") === "large") window.kitLook.next("size"); }"""
)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
PATIENCE = 45_000  # ms for a page to come, asked twice
DARK = """() => { for (const one of [document.body, document.documentElement]) {
  const [red, green, blue, seen = 1] = getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number);
  if (seen) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
} return false; }"""
# Screens of a hall and its kiosk keep one theme whatever the machine prefers.
FIXED = "() => document.documentElement.hasAttribute('data-theme-fixed')"
# What another colour or another size can break; the other rules ask about marks, which stay the same in all modes.
AXE_RULES = {
    "light": {"type": "tag", "values": list(WCAG)},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "large": {"type": "rule", "values": ["scrollable-region-focusable"]},
}
# Styles are not read beforehand, a third of the time: the one rule that asks for them is experimental, and never asked.
AXE_ASKED = """(rules) => axe.run(document, {
  runOnly: rules, resultTypes: ['violations'], preload: { assets: ['media'] },
}).then((told) =>
  told.violations.flatMap((rule) => rule.nodes.slice(0, 6).map((node) => {
    const why = (node.any[0] || node.all[0] || node.none[0] || {}).message || '';
    return [rule.id, node.target.join(' '), node.html.slice(0, 90) + ' ' + why.slice(0, 120)];
  })))"""
EYES = Path(__file__).with_name("eyes.js")
# What a library draws by itself takes its time: the viewer of the API's description.
DRAWN = """() => new Promise((done) => { const look = (left) => {
  if (!left || [...document.querySelectorAll('[data-unlooked]')].every((one) => one.innerText.length > 500)) done(left > 0);
  else setTimeout(look, 100, left - 1); }; look(300); })"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass(frozen=True)
class Page:
    """A page to look at: address, as whom, and whether it is made for telephones."""

    path: str
    role: str = ""
    phone: bool = False


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a page as it was seen: at a width, in a language, in a mode."""

    kind: str
    path: str
    role: str
    seen: str
    where: str = ""
    what: str = ""

    def __str__(self) -> str:
        who = f" as {self.role}" if self.role else ""
        return f"{self.path}{who} [{self.seen}] {self.kind}: {self.what}" + (f"  ({self.where})" if self.where else "")


@dataclass
class Job:
    """What to look at and how; `cookies` by role as Playwright takes them. Empty `modes`: axe is not asked."""

    base: str
    pages: list[Page]
    cookies: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    languages: tuple[str, ...] = LANGUAGES
    widths: tuple[int, ...] = WIDTHS
    modes: tuple[str, ...] = MODES
    chromium: str = ""


def walk(job: Job, workers: int = 2) -> list[Finding]:
    """Look at all pages of a job in several processes; returns what was found, by page."""
    shares = [share for n in range(workers) if (share := job.pages[n::workers])]
    with ThreadPoolExecutor(len(shares) or 1) as pool:
        found = list(
            pool.map(lambda share: _elsewhere({**asdict(job), "pages": [asdict(one) for one in share]}), shares)
        )
    return sorted((one for part in found for one in part), key=lambda one: (one.kind, one.path, one.where, one.what))


def _elsewhere(job: dict[str, Any]) -> list[Finding]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-m", "looking.walking"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    found = [Finding(**json.loads(line)) for line in done.stdout.splitlines()]
    if done.returncode:
        raise RuntimeError(
            f"The browser could not look at all pages:\n{done.stderr[-2000:]}\nUntil then:\n{said(found)}"
        )
    return found


def look_at(job: Job) -> Iterator[Finding]:
    """Look at the pages of a job in a browser of this process."""
    from playwright.sync_api import sync_playwright

    if job.modes and not AXE.exists():
        raise FileNotFoundError(f"{AXE} is missing: npm ci installs axe-core from the lock")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=job.chromium or None, args=FLAGS)
        for role in dict.fromkeys(page.role for page in job.pages):
            for language in job.languages:
                context = _context(browser, job, role, language)
                walker = Walker(context.new_page(), job, language)
                for page in (one for one in job.pages if one.role == role):
                    yield from walker.look(page)
                context.close()
        browser.close()


def _context(browser: Any, job: Job, role: str, language: str) -> Any:
    locale, code = LOCALES[language]
    context = browser.new_context(
        locale=locale, reduced_motion="reduce", timezone_id="Asia/Shanghai", viewport=_size(job.widths[0])
    )
    context.add_cookies([{**one, "url": job.base} for one in job.cookies.get(role, [])])
    context.add_cookies([{"name": "django_language", "value": code, "url": job.base}])
    return context


def _size(width: int) -> dict[str, int]:
    return {"width": width, "height": HEIGHTS.get(width, 900)}


class Walker:
    """One tab in one language, in which page after page is opened."""

    def __init__(self, tab: Any, job: Job, language: str) -> None:
        self.tab, self.job, self.language, self.path = tab, job, language, ""
        self.heard: list[tuple[str, str]] = []
        listen(tab, job.base, lambda: self.path, self.heard)

    def look(self, page: Page) -> Iterator[Finding]:
        """Look at one page: all widths; in the first language all modes as well."""
        tab, language, job = self.tab, self.language, self.job
        self.path = page.path
        self.heard.clear()
        try:
            open_page(tab, job.base + page.path)
        except PlaywrightError as error:
            yield Finding("no answer", page.path, page.role, language, "", str(error).splitlines()[0])
            return
        tab.evaluate(_eyes(language))
        first = language == job.languages[0]
        widths = [one for one in job.widths if first or one not in ONCE] or job.widths
        for width in widths:
            yield from _see(tab, page, language, width, "light", words=width == widths[0])
        for mode in job.modes if first else ():
            yield from _ask_axe(tab, page, language, mode)
        yield from (Finding(kind, page.path, page.role, language, "", what) for kind, what in dict.fromkeys(self.heard))


@cache
def _eyes(language: str) -> str:
    """Return the program of the eyes with all its words as one text: handing them over one by one takes seconds a page."""
    return f"({EYES.read_text(encoding='utf-8')}\n)({json.dumps(told(language), ensure_ascii=False)})"


def listen(tab: Any, base: str, path: Callable[[], str], heard: list[tuple[str, str]]) -> None:
    """Note what the console says, which programs fail, and which requests go to another server; `path` is the page's."""
    here = urlsplit(base).netloc

    def console(line: Any) -> None:
        own = line.location.get("url", "") == base + path()  # the status of an error page
        if line.type == "error" and not own:
            heard.append(("console", line.text))

    def asked(request: Any) -> None:  # a request or a socket
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != here:
            heard.append(("foreign", request.url))

    tab.on("console", console)
    tab.on("pageerror", lambda error: heard.append(("script", str(error))))
    tab.on("request", asked)
    tab.on("websocket", asked)


def open_page(tab: Any, address: str) -> None:
    """Open a page and wait until it has its letters and its scripts have run."""
    try:
        tab.goto(address, wait_until="load", timeout=PATIENCE)
    except PlaywrightError:  # of a machine that was busy elsewhere; a page that hangs does so again
        tab.goto(address, wait_until="load", timeout=PATIENCE)
    tab.evaluate(DRAWN)
    tab.evaluate("() => document.fonts.ready.then(() => true)")
    tab.evaluate(SETTLED)


def _see(tab: Any, page: Page, language: str, width: int, mode: str, *, words: bool) -> Iterator[Finding]:
    tab.set_viewport_size(_size(width))
    tab.evaluate(SETTLED)
    for one in tab.evaluate("(words) => window.shiqiaoEyes(words)", words):
        yield Finding(one["kind"], page.path, page.role, f"{width} {language} {mode}", one["where"], one["what"])


def _ask_axe(tab: Any, page: Page, language: str, mode: str) -> Iterator[Finding]:
    width = 360 if page.phone or mode == "large" else 1366
    tab.set_viewport_size(_size(width))
    tab.emulate_media(color_scheme="dark" if mode == "dark" else "light", reduced_motion="reduce")
    if mode == "large":
        if not tab.evaluate(LARGE):
            return
        yield from _see(tab, page, language, width, mode, words=False)
    tab.evaluate(SETTLED)
    if mode == "dark" and not tab.evaluate(FIXED) and not tab.evaluate(DARK):
        yield Finding("bright", page.path, page.role, f"{width} {language} {mode}", "body", "stays light in the dark")
    for rule, target, html in axe(tab, mode):
        yield Finding(f"axe {rule}", page.path, page.role, f"{width} {language} {mode}", target, html)
    if mode == "large":
        tab.evaluate(USUAL)


def axe(tab: Any, mode: str = "light") -> list[tuple[str, str, str]]:
    """Return the violations of WCAG 2.1 A and AA on the page as (rule, place, mark), of the rules that a mode can break."""
    if not tab.evaluate("() => Boolean(window.axe)"):
        tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate(AXE_ASKED, AXE_RULES[mode])
    return [tuple(one) for one in found]


def said(found: Iterable[Finding]) -> str:
    """Return findings as lines, the same thing at several sizes once."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        lines.setdefault((one.kind, one.path, one.role, one.where, one.what), []).append(one.seen)
    return "\n".join(str(Finding(*key[:3], ", ".join(seen), *key[3:])) for key, seen in lines.items())


def main() -> None:
    """Read a job from standard input, look, and write the findings to standard output."""
    given = json.loads(sys.stdin.read())
    job = Job(**{**given, "pages": [Page(**one) for one in given["pages"]]})
    for one in look_at(job):
        print(json.dumps(asdict(one), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
