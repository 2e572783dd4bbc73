"""The colours of the tokens can be read: WCAG 2.1 AA in light and dark, and more than that in large print."""

import re
from pathlib import Path

import pytest

from shiqiao.kernel.territory.rules.accents import ACCENTS

TOKENS = Path(__file__).resolve().parents[3] / "shiqiao/surfaces/kit/static/kit/tokens.css"
ACCENTED = TOKENS.with_name("accents.css")
LIGHT, DARK = ":root", '[data-bs-theme="dark"]'
LARGE, DARK_LARGE = ':root[data-kit-size="large"]', '[data-bs-theme="dark"][data-kit-size="large"]'
# look → the blocks whose values hold, the later before the earlier; contrast of text; contrast of what borders a control
LOOKS = {
    "light": ((LIGHT,), 4.5, 3.0),
    "dark": ((LIGHT, DARK), 4.5, 3.0),
    "large print": ((LIGHT, LARGE), 7.0, 4.5),
    "dark in large print": ((LIGHT, DARK, LARGE, DARK_LARGE), 7.0, 4.5),
}
TONES = ("green", "yellow", "red", "grey", "blue")


def values(selector: str, file: Path = TOKENS) -> dict[str, str]:
    block = re.search(r"(?:^|\n)" + re.escape(selector) + r" \{(.*?)\n\}", file.read_text(encoding="utf-8"), re.DOTALL)
    assert block, selector
    return dict(re.findall(r"--kit-([a-z0-9-]+): ([^;]+);", block.group(1)))


def accented(selector: str, accent: str) -> str:
    """The selector of an accent for a look: as long as the look's own and one longer, so that it wins in any order."""
    mark = f'[data-kit-accent="{accent}"]'
    return (
        selector.replace('[data-kit-size="large"]', f'{mark}[data-kit-size="large"]')
        if "size" in selector
        else selector + mark
    )


def colours(look: str, accent: str = ACCENTS[0]) -> dict[str, str]:
    blocks = [values(selector) for selector in LOOKS[look][0]]
    if accent != ACCENTS[0]:
        blocks += [values(accented(selector, accent), ACCENTED) for selector in LOOKS[look][0]]
    given: dict[str, str] = {}
    for block in blocks:
        given |= {name: value for name, value in block.items() if re.fullmatch("#[0-9a-f]{6}", value)}
    return given


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs(given: dict[str, str]) -> list[tuple[str, str]]:
    """Return which text stands on which ground."""
    grounds = ("ground", "surface", "sunken")
    found = [(ink, ground) for ink in ("ink", "soft", "brand", *TONES) for ground in grounds]
    found += [(tone, f"{tone}-soft") for tone in TONES] + [("ink", f"{tone}-soft") for tone in TONES]
    found += [("brand", "brand-soft"), ("ink", "brand-soft")]
    return found + [("white", fill) for fill in ("fill", "fill-hover", "danger-fill", "deep")]


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("look", LOOKS)
def test_text_stands_out_from_what_it_stands_on(look: str, accent: str) -> None:
    given, least = colours(look, accent) | {"white": "#ffffff"}, LOOKS[look][1]
    weak = {f"{ink} on {ground}": round(contrast(given[ink], given[ground]), 2) for ink, ground in pairs(given)}
    assert {pair: found for pair, found in weak.items() if found < least} == {}


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("look", LOOKS)
def test_the_menu_can_be_read_in_every_accent(look: str, accent: str) -> None:
    """The side menu's own inks (desk.css): text, links, heads of its parts; white on the row under the pointer."""
    given = colours(look, accent)
    inks = {"#e6eff5": "deep", "#d3e1ea": "deep", "#9db8c9": "deep", "#ffffff": "deep-line"}
    style = ACCENTED.with_name("desk.css").read_text(encoding="utf-8")
    assert all(ink in style for ink in inks if ink != "#ffffff"), "the inks of the menu changed: change them here"
    weak = {ink: round(contrast(ink, given[ground]), 2) for ink, ground in inks.items()}
    assert {ink: found for ink, found in weak.items() if found < 4.5} == {}


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("look", LOOKS)
def test_a_focus_ring_and_a_marked_control_stand_out_in_every_accent(look: str, accent: str) -> None:
    given = colours(look, accent)
    weak = {ground: round(contrast(given["brand"], given[ground]), 2) for ground in ("surface", "ground", "sunken")}
    assert {ground: found for ground, found in weak.items() if found < 3} == {}


def test_the_styles_know_the_accents_that_a_street_may_choose_and_no_more() -> None:
    text = ACCENTED.read_text(encoding="utf-8")
    assert set(re.findall(r'data-kit-accent="([a-z]+)"', text)) == set(ACCENTS[1:])
    usual = values(LIGHT).keys() | values(DARK).keys()
    for accent in ACCENTS[1:]:
        for selector in (LIGHT, DARK, LARGE, DARK_LARGE):
            changed = values(accented(selector, accent), ACCENTED).keys()
            assert changed <= usual, "an accent changes tokens and adds none"
            assert {"brand", "fill", "fill-hover"} <= changed


@pytest.mark.parametrize("look", LOOKS)
def test_edges_of_controls_stand_out(look: str) -> None:
    given, least = colours(look), LOOKS[look][2]
    weak = {ground: round(contrast(given["edge"], given[ground]), 2) for ground in ("surface", "ground", "sunken")}
    assert {ground: found for ground, found in weak.items() if found < least} == {}


def test_large_print_enlarges_all_text_and_what_one_touches() -> None:
    text = TOKENS.read_text(encoding="utf-8")
    block = re.search(re.escape(LARGE) + r" \{(.*?)\n\}", text, re.DOTALL)
    assert block
    assert "font-size: 125%" in block.group(1)
    usual, large = (float(values(which)["target"].split("rem")[0]) for which in (LIGHT, LARGE))
    assert large > usual, "targets grow by more than the text"
    assert large * 1.25 * 16 >= 44


def test_type_is_measured_in_rem_so_that_it_grows_with_the_root() -> None:
    """A size in pixels would stay small in large print and for those who set larger letters in their browser."""
    styles = sorted((TOKENS.parents[3]).rglob("static/*/*.css"))
    assert len(styles) > 10
    fixed = {
        f"{path.name}: {found}"
        for path in styles
        for found in re.findall(r"[^{};]*\{[^{}]*font-size:\s*\d+px[^{}]*\}", path.read_text(encoding="utf-8"))
    }
    # Names in drawings of flows, and on the map of the wall, are drawn in the drawing's own units.
    assert {one for one in fixed if ".flow ." not in one and ".wall-grids ." not in one} == set()
