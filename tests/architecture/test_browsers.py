"""Styles and scripts run in Chromium 102 and later: the oldest that offices have. What is younger is found here by name."""

import re
from pathlib import Path

import pytest

from .source import HOUSE, name

pytestmark = pytest.mark.unit

# What is younger than Chromium 102 → what the source would show of it.
YOUNG_STYLES = {
    "color-mix (111)": r"color-mix\(",
    "oklch and other colour spaces (111)": r"\b(oklch|oklab|lch|lab|color)\(",
    "light-dark (123)": r"light-dark\(",
    "container queries (105)": r"@container|container-(type|name)\s*:|\d(cqw|cqh|cqi|cqb|cqmin|cqmax)\b",
    "scope (118)": r"@scope",
    "starting style (117)": r"@starting-style",
    "small, large and dynamic viewport units (108)": r"\d(svh|lvh|dvh|svw|lvw|dvw)\b",
    "ranges in media queries (104)": r"@media[^{]*[<>]",
    "single transforms (104)": r"(?:^|[;{])\s*(translate|rotate|scale)\s*:",
    "subgrid (117)": r"\bsubgrid\b",
    "popover (114)": r":popover-open",
    ":user-valid (119)": r":user-(in)?valid",
    "anchors (125)": r"anchor-name|position-anchor|anchor\(",
    "view transitions (111)": r"view-transition",
    "animations by scrolling (115)": r"animation-timeline|scroll-timeline",
    "trigonometry and rounding (111)": r"[ (:](sin|cos|tan|round|mod|rem|exp|pow|sqrt|hypot)\(",
    "nth-child of (111)": r":nth-child\([^)]* of ",
    "field-sizing (123)": r"field-sizing",
}
YOUNG_SCRIPTS = {
    "toSorted and its like (110)": r"\.(toSorted|toReversed|toSpliced)\(",
    "array with (110)": r"\.with\(",
    "grouping (117)": r"\b(Object|Map)\.groupBy\(",
    "Array.fromAsync (121)": r"Array\.fromAsync",
    "Promise.withResolvers, Promise.try (119)": r"Promise\.(withResolvers|try)\b",
    "algebra of sets (122)": r"\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
    "iterator helpers (122)": r"\.(values|keys|entries)\(\)\.(map|filter|take|drop|flatMap|reduce|toArray|some|every|find)\(",
    "flag v of regular expressions (112)": r"(?<=[\])\w+*?.$])/[dgimsuy]*v[dgimsuy]*(?=\s*[.,;)])",
    "import attributes (123)": r"\bimport\b[^;\n]*\bwith\s*\{",
    "AbortSignal.timeout and any (103, 116)": r"AbortSignal\.(timeout|any)\(",
    "URL.canParse and parse (120)": r"\bURL\.(canParse|parse)\(",
    "checkVisibility (105)": r"\.checkVisibility\(",
    "import.meta.resolve (105)": r"import\.meta\.resolve",
    "popover (114)": r"\.(showPopover|hidePopover|togglePopover)\(|popovertarget",
    "view transitions (111)": r"startViewTransition",
    "well-formed text (111)": r"\.(isWellFormed|toWellFormed)\(",
    "base64 of bytes (133)": r"\.(fromBase64|toBase64|fromHex|toHex)\(",
    "setHTML and its like (124)": r"\.(setHTMLUnsafe|setHTML|getHTML)\(",
    "highlights (105)": r"CSS\.highlights",
    "scheduler.yield (129)": r"scheduler\.yield",
    "Temporal": r"\bTemporal\.",
    "resizable buffers (111)": r"maxByteLength",
}
# :has() (105) is a comfort: the rule may be missing. How often it stands in a file; the numbers only shrink.
COMFORTS = {
    "shiqiao/surfaces/desk/static/desk/desk.css": 8,
    "shiqiao/surfaces/desk/static/desk/screen.css": 1,
    "shiqiao/surfaces/desk/static/desk/visits.css": 1,
    "shiqiao/surfaces/kit/static/kit/desk.css": 1,
    "shiqiao/surfaces/kit/static/kit/fields.css": 1,
}


def sources(ending: str) -> dict[str, str]:
    """Return our own files with an ending, without comments: file → text."""
    found = [path for path in HOUSE.rglob(f"*.{ending}") if "static" in path.parts and "vendor" not in path.parts]
    return {name(path): bare(path) for path in sorted(found)}


def bare(path: Path) -> str:
    """Return a file without its comments."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    if path.suffix == ".js":
        text = re.sub(r"(?<![:\"'`\w])//[^\n]*", "", text)
    return text


def nested(text: str) -> bool:
    """Tell whether a rule stands within a rule that is no @-rule."""
    open_rules: list[bool] = []  # for each open brace: does it belong to an @-rule?
    start = 0
    for place, sign in enumerate(text):
        if sign in "{};":
            head = text[start:place].strip()
            start = place + 1
            if sign == "{":
                if open_rules and not open_rules[-1]:
                    return True
                open_rules.append(head.startswith("@") and not head.startswith(("@font-face", "@page")))
            elif sign == "}":
                open_rules.pop()
    return False


def young(text: str, known: dict[str, str]) -> list[str]:
    """Return what is too young in a text."""
    return [what for what, sign in known.items() if re.search(sign, text, re.MULTILINE)]


def test_styles_are_understood_by_browsers_of_four_years() -> None:
    styles = sources("css")
    assert len(styles) > 15
    found = {file: young(text, YOUNG_STYLES) + (["nesting"] if nested(text) else []) for file, text in styles.items()}
    assert {file: what for file, what in found.items() if what} == {}


def test_scripts_are_understood_by_browsers_of_four_years() -> None:
    scripts = sources("js")
    assert len(scripts) > 15
    found = {file: young(text, YOUNG_SCRIPTS) for file, text in scripts.items()}
    assert {file: what for file, what in found.items() if what} == {}


def test_has_is_a_comfort_and_takes_no_other_rule_with_it() -> None:
    """A browser that does not know one selector of a list drops the whole rule."""
    rules = {file: re.findall(r"([^{};]*:has\([^{]*)\{", text) for file, text in sources("css").items()}
    counted = {file: len(found) for file, found in rules.items() if found}
    grown = {file: count for file, count in counted.items() if count > COMFORTS.get(file, 0)}
    assert grown == {}, ":has() is younger than the browsers of offices: use a class, or write a smaller number above"
    assert {file for file in COMFORTS if not counted.get(file)} == set(), "strike out what no longer has any"
    mixed = [
        rule.strip() for found in rules.values() for rule in found if any(":has(" not in one for one in split(rule))
    ]
    assert mixed == []


def split(rule: str) -> list[str]:
    """Return the selectors of a list; commas within brackets separate nothing."""
    return re.split(r",(?![^(]*\))", rule)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a { color: color-mix(in srgb, red, blue); }", "color-mix (111)"),
        ("a { color: oklch(50% 0 0); }", "oklch and other colour spaces (111)"),
        ("@container (min-width: 1px) { a { top: 0; } }", "container queries (105)"),
        ("a { height: 100dvh; }", "small, large and dynamic viewport units (108)"),
        ("@media (width >= 600px) { a { top: 0; } }", "ranges in media queries (104)"),
        ("a { rotate: 3deg; }", "single transforms (104)"),
    ],
)
def test_young_styles_are_found(text: str, what: str) -> None:
    assert what in young(text, YOUNG_STYLES)


def test_nesting_is_found_and_rules_of_media_are_none() -> None:
    assert nested("a { top: 0; b { left: 0; } }")
    assert nested("@media print { a { top: 0; & b { left: 0; } } }")
    assert not nested(
        "@media print { a { top: 0; } @page { margin: 1cm; } } b { top: 0; } @keyframes x { to { top: 0; } }"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("rows.toSorted()", "toSorted and its like (110)"),
        ("Object.groupBy(rows, kind)", "grouping (117)"),
        ("import data from './x.json' with { type: 'json' };", "import attributes (123)"),
        ("fetch(url, { signal: AbortSignal.timeout(5) })", "AbortSignal.timeout and any (103, 116)"),
        ("/[a--b]/v.test(x)", "flag v of regular expressions (112)"),
        ("map.keys().filter(one)", "iterator helpers (122)"),
    ],
)
def test_young_scripts_are_found(text: str, what: str) -> None:
    assert what in young(text, YOUNG_SCRIPTS)
