"""The pictures of the main pages in `docs/images`: Chinese, light, on a telephone and on the office PC.

`shoot` opens a running demo, sends one report at the portal as a resident would, and photographs. Pictures are PNG with a
palette as large as fits into `MOST`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from looking.walking import HEIGHTS, open_page

WIDTHS = (360, 1366)
MOST = 120_000  # bytes of a picture
COLOURS = (256, 192, 128, 96, 64, 48, 32, 24, 16)


@dataclass(frozen=True)
class Subject:
    """A page to photograph: name of the picture, address (or the link that leads there from it), and as whom."""

    name: str
    path: str
    login: str = ""
    follow: str = ""  # selector of a link to follow first
    widths: tuple[int, ...] = WIDTHS
    language: str = "zh-hans"


SUBJECTS = (
    Subject("my-work", "/", "dispatch1"),
    Subject("matters", "/matters/", "dispatch1"),
    Subject("matter", "/", "dispatch1", ".kit-table tbody a.kit-row-link"),
    Subject("report", "/report/", "dispatch1"),
    Subject("map", "/map/", "dispatch1"),
    Subject("coverage", "/coverage/", "leader1"),
    Subject("flow", "/flows/grid_matter/", "leader1"),
    Subject("hotline", "/hotline/", "dispatch1"),
    Subject("portal", "/portal/"),
    Subject("portal-report", "/portal/report/"),
    Subject("portal-matter", "sent"),
    Subject("portal-list", "/portal/list/"),
    Subject("field", "/field/", "c1g1", widths=(360,)),
)
# The stations of docs/start/tour.md, in both languages: name, list, whose, and the words of the link that leads on from it.
STATIONS = (
    ("found", "/matters/?q=旧家具和长期停放的三轮车", "dispatch1", "消防通道"),
    ("topic", "/council/?tab=all", "leader1", "7号楼消防通道清了又占"),
    ("meeting", "/council/meetings/", "leader1", "7号楼消防通道"),
    ("vote", "/voting/?tab=done", "leader1", "7号楼消防通道"),
    ("resolution", "/council/resolutions/", "leader1", "7号楼消防通道"),
    ("campaign", "/campaigns/", "leader1", "乐山小区"),
    ("front", "/fronts/", "leader1", "乐山小区改造"),
    ("award", "/honours/", "leader1", "全国人居环境范例奖"),
    ("secretary", "/secretary/", "leader1", ""),
    ("scores", "/scores/", "leader1", ""),
    ("services", "/portal/party/", "", ""),
    ("duty", "/duty/", "leader1", ""),
)
TOUR = tuple(
    Subject(f"tour-{name}{end}", path, login, f'main a:has-text("{words}")' if words else "", (1366,), language)
    for language, end in (("zh-hans", ""), ("en", "-en"))
    for name, path, login, words in STATIONS
)


def shoot(
    browser: Any, base: str, cookies: dict[str, list[dict[str, str]]], folder: Path, only: list[str]
) -> Iterator[Path]:
    """Photograph every subject that the demo has (or `only` some); yields each picture as it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    sent = ""
    for subject in (one for one in (*SUBJECTS, *TOUR) if not only or one.name in only):
        for width in subject.widths:
            tab = _tab(browser, base, cookies.get(subject.login, []), width, subject.language)
            if subject.path == "sent":
                sent = sent or _report(tab, base)
            if _open(tab, base, subject, sent):
                target = folder / f"{subject.name}-{width}.png"
                target.write_bytes(small(tab.screenshot()))
                yield target
            tab.context.close()


def _tab(browser: Any, base: str, cookies: list[dict[str, str]], width: int, language: str) -> Any:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        device_scale_factor=2 if width < 768 else 1,
        locale="en-GB" if language == "en" else "zh-CN",
        color_scheme="light",
        reduced_motion="reduce",
        timezone_id="Asia/Shanghai",
    )
    context.add_cookies([{**one, "url": base} for one in cookies if one["name"] != "django_language"])
    context.add_cookies([{"name": "django_language", "value": language, "url": base}])
    return context.new_page()


def _open(tab: Any, base: str, subject: Subject, sent: str) -> bool:
    """Open a subject's page; False when the demo has none."""
    path = sent if subject.path == "sent" else subject.path
    answer = tab.goto(base + path, wait_until="load")
    if answer is None or answer.status >= 400:
        return False
    if subject.follow:
        link = tab.locator(subject.follow).first
        path = str(link.get_attribute("href"))
    open_page(tab, base + path)
    tab.wait_for_load_state("networkidle")
    return True


def _report(tab: Any, base: str) -> str:
    """Send a report as a resident and return the address of its page."""
    tab.goto(f"{base}/portal/report/")
    tab.fill("#id_text", "三号楼东侧垃圾桶满了两天没人清，味道很大")
    tab.fill("#id_address", "春元里小区3号楼")
    for _ in range(2):  # the second page asks for the kind, and offers some
        tab.locator("main form button[type=submit]").last.click()
        tab.wait_for_load_state()
        if "/portal/m/" in tab.url:
            break
        tab.locator("main form input[type=radio]").first.check()
    tab.wait_for_url("**/portal/m/**", timeout=5000)
    return str(tab.url).removeprefix(base).split("?")[0]


def small(png: bytes) -> bytes:
    """Return a picture with the largest palette that fits into `MOST` bytes."""
    image = Image.open(BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        out = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    return out.getvalue()
