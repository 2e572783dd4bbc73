"""Take screenshots of pages at several widths and languages, and name what is wrong with them.

Starts no server: give the address of a running one.

    python scripts/look.py http://127.0.0.1:8000 --login dispatcher:password --paths / /matters/ --out var/look
    python scripts/look.py http://127.0.0.1:8000 --login dispatcher:password --every desk
    python scripts/look.py http://127.0.0.1:8000 --every portal
    python scripts/look.py http://127.0.0.1:8000 --all shiqiao-2018

`--all` takes no pictures: it finds every page of the resolver as each of the demo's people, who have that password, and
reads it with `scripts/looking` at every width, in both languages and, with axe, in light, dark and large print.

Prints one line per page for text that runs out of the page, errors in the console, and requests to other servers;
the exit status is 1 when there is any. Chromium is CHROMIUM, or found in PATH.
"""

import argparse
import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
HEIGHTS = {360: 740, 768: 1024, 1366: 768, 1920: 1080}
# Pages without a number in their address; pages of one record are given with --paths.
EVERY = {
    "desk": """/ /matters/ /matters/filters/ /report/ /notices/ /notices/means/ /patrols/ /patrols/waiting/ /patrols/plan/
        /hotline/ /hotline/import/ /hotline/letters/ /hotline/reconcile/ /calendar/ /catalogue/learnt/ /catalogue/versions/
        /hotline/rates/ /visits/ /visits/plan/ /visits/coverage/ /visits/twice/ /visits/findings/ /map/ /map/list/ /registry/
        /registry/pairs/ /registry/due/ /registry/on-file/ /coverage/ /chains/ /proposals/ /proposals/new/ /catalogue/ /flows/
        /flows/grid_matter/ /routing/ /routing/rehearse/ /phrases/ /phrases/new/ /people/me/ /people/me/devices/ /password/""",
    "admin": """/people/ /people/charges/ /people/duties/ /people/handing/ /people/handing/new/ /people/slips/ /people/devices/
        /sendings/ /phrases/phone/""",
    "portal": """/portal/ /portal/streets/ /portal/report/ /portal/follow/ /portal/list/ /portal/proposals/
        /portal/proposals/new/ /device/pair /login/""",
}  # fmt: skip
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (node) => {
    for (; node; node = node.parentElement) {
      const kind = getComputedStyle(node);
      if (/auto|scroll|hidden|clip/.test(kind.overflowX) || kind.position === 'fixed') return true;
    }
    return false;
  };
  return [...document.querySelectorAll('body *')].filter((node) => {
    const box = node.getBoundingClientRect();
    const kind = getComputedStyle(node);
    const button = /^(BUTTON|A)$/.test(node.tagName) && kind.display.includes('flex');
    if (button && node.scrollWidth > node.clientWidth + 2) return true;
    return box.width && box.right > wide + 1 && !scrolls(node.parentElement) && kind.position !== 'fixed';
  }).slice(0, 5).map((node) => node.tagName.toLowerCase() + '.' + node.className);
}"""


def chromium() -> str:
    """Return the path of Chromium; exits with a sentence when there is none."""
    found = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not found:
        sys.exit("There is no Chromium: install the package chromium, or set CHROMIUM to its path.")
    return found


def context(browser: Browser, args: argparse.Namespace, width: int, language: str, theme: str) -> BrowserContext:
    """Open a browser profile with a width, language and theme, logged in when asked."""
    size = {"width": width, "height": HEIGHTS.get(width, 900)}
    opened = browser.new_context(
        viewport=size, locale={"en": "en-GB"}.get(language, "zh-CN"), color_scheme=theme, has_touch=width < 800,
        timezone_id="Asia/Shanghai",
    )  # fmt: skip
    opened.add_cookies([{"name": "django_language", "value": language, "url": args.base}])
    if args.login:
        name, _, password = args.login.partition(":")
        page = opened.new_page()
        page.goto(args.base + "/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", password)
        page.locator("form:has(#id_password) button[type=submit]").click()
        page.wait_for_load_state()
        if page.url.rstrip("/").endswith("/login"):
            sys.exit(f"Login as {name} failed: {page.locator('[role=alert]').first.inner_text()}")
        page.close()
    return opened


def look(page: Page, base: str, path: str, target: Path, full: bool) -> list[str]:
    """Take one picture and return what is wrong with the page."""
    wrong: list[str] = []
    here = urlsplit(base).netloc
    page.on("console", lambda line: wrong.append(f"console: {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on(
        "request", lambda asked: wrong.append(f"leaves the server: {asked.url}") if _foreign(asked.url, here) else None
    )
    answer = page.goto(base + path)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.querySelectorAll('img[loading=lazy]').forEach((image) => image.loading = 'eager')")
    page.wait_for_timeout(250)
    if answer and answer.status >= 400:
        wrong.append(f"status {answer.status}")
    wrong += [f"text or box runs out: {node}" for node in page.evaluate(OVERFLOW)]
    page.screenshot(path=target, full_page=full)
    return wrong


def _foreign(url: str, here: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != here


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="address of a running server, without a path")
    parser.add_argument("--login", default="", help="name:password; without it pages are seen as a resident")
    parser.add_argument("--paths", nargs="+", default=[])
    parser.add_argument(
        "--every", nargs="+", default=[], choices=sorted(EVERY), help="all pages of a kind, beside --paths"
    )
    parser.add_argument("--widths", nargs="+", type=int, default=[360, 1366])
    parser.add_argument("--languages", nargs="+", default=["zh-hans"], choices=["zh-hans", "en"])
    parser.add_argument("--themes", nargs="+", default=["light"], choices=["light", "dark"])
    parser.add_argument("--out", type=Path, default=Path("var/look"))
    parser.add_argument("--all", metavar="PASSWORD", default="", help="read every page as each of the demo's people")
    parser.add_argument("--window", action="store_true", help="only what is seen without scrolling")
    args = parser.parse_args()
    args.base = args.base.rstrip("/")
    args.paths = [*args.paths, *(path for kind in args.every for path in EVERY[kind].split())]
    args.paths = args.paths or ([] if args.all else ["/"])
    return args


def every_page(base: str, password: str, starts: list[str]) -> int:
    """Read every page of a running server, or those whose address begins as given; returns 1 when something is wrong."""
    from looking.people import PEOPLE, house

    house()  # before anything that imports the product
    from looking.atlas import survey
    from looking.signing import Visitors
    from looking.walking import Job, Page, said, walk

    visitors = Visitors(base, dict.fromkeys(PEOPLE, password))
    atlas = survey(visitors.ask, PEOPLE)
    seen = [Page(one.path, one.role, one.public) for one in atlas.sights if one.path.startswith(tuple(starts or "/"))]
    found = walk(Job(base, seen, visitors.cookies(), chromium=chromium()))
    print(said(found))
    print(f"{len(seen)} pages looked at; without a page to show: {', '.join(atlas.unseen())}")
    return 1 if found else 0


def main() -> int:
    """Take all pictures; returns 1 when a page has something wrong."""
    args = parse()
    if args.all:
        return every_page(args.base, args.all, args.paths)
    args.out.mkdir(parents=True, exist_ok=True)
    bad = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        for width, language, theme in [(w, n, t) for w in args.widths for n in args.languages for t in args.themes]:
            opened = context(browser, args, width, language, theme)
            for path in args.paths:
                name = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "start"
                target = args.out / f"{name}.{width}.{language}.{theme}.png"
                page = opened.new_page()
                wrong = look(page, args.base, path, target, not args.window)
                page.close()
                bad += bool(wrong)
                print(target, *(f"\n  {line}" for line in wrong), flush=True)
            opened.close()
        browser.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
