"""Which words belong to the other language: the sentences of the catalogue, the titles of the data, and names that stay."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "shiqiao" / "locale" / "zh_Hans"
# Names that a Chinese page spells in Latin letters.
NAMES = {
    "zh": (
        "shiqiao", "english", "api", "openapi", "xlsx", "xls", "csv", "pdf", "docx", "zip", "json", "yaml", "jpg", "jpeg",
        "png", "heic", "mp3", "mp4", "m4a", "wav", "mb", "kb", "gb", "ip", "id", "gps", "wgs", "url", "https", "http",
        "sms", "pin", "wps", "excel", "word", "chrome", "chromium", "edge", "firefox", "safari", "wechat", "linux",
        "windows", "android", "ios", "open311", "georeport", "totp", "nfc", "esc", "enter", "ctrl", "shift", "alt", "tab",
        "px", "km", "app", "qr", "ofd",
        "learn",  # the extra of the package by which the house learns suggestions
        "info", "success", "warning", "error",  # levels in the living page of components
    ),
    # The Chinese name of the language stands in the switch of the English page.
    "en": ("简体中文", "中文"),
}  # fmt: skip
# What looks like a word and is none: codes and numbers on a Chinese page; on an English one the names of places, which the
# state gives in Chinese alone.
CODES = {
    "zh": (r"^[A-Z]{1,3}$", r"^[a-z0-9]+([._][a-z0-9]+)+$", r"^JN\d*$"),
    "en": (r"(街道|社区|小区|网格|街|路|院|楼|宿舍)$", r"(街道|社区).*第\d+网格"),
}
SMALLEST = 11.9  # px: smaller Chinese letters cannot be read on the screens of offices


def told(language: str) -> dict[str, Any]:
    """Return what `eyes.js` has to know for a language of the pages, `zh` or `en`."""
    return {
        "language": language,
        "codes": list(CODES[language]),
        "names": list(NAMES[language]),
        "foreign": sorted(foreign(language)),
        "house": sorted(house()) if language == "en" else [],
        "smallest": SMALLEST,
    }


@cache
def foreign(language: str) -> frozenset[str]:
    """Return whole texts that a page in `language` must not show, because there is one in its own language."""
    pairs = {
        (english, chinese) for english, chinese in (*_sentences(), *_titles()) if english.strip() != chinese.strip()
    }
    if language == "zh":
        return frozenset(english for english, _ in pairs if len(english) > 1 and english.isascii())
    own = {english for english, _ in pairs}
    return frozenset(chinese for _, chinese in pairs if len(chinese) > 1 and chinese not in own)


def house() -> frozenset[str]:
    """Return the Chinese that only the house itself says: no title of an item, which 12345 may use as well, and no name."""
    return frozenset(chinese for _, chinese in _sentences()) - {chinese for _, chinese in _titles()} - set(NAMES["en"])


@cache
def _sentences() -> tuple[tuple[str, str], ...]:
    """Return the catalogue's sentences without places to fill, each with its Chinese."""
    return tuple(_read())


def _read() -> Iterator[tuple[str, str]]:
    for path in (LOCALE / "LC_MESSAGES" / "django.po", *sorted((LOCALE / "parts").glob("*.po"))):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.id and message.string and not {"%", "{"} & set(message.id):
                    yield message.id.strip(), str(message.string).strip()


def _titles() -> Iterator[tuple[str, str]]:
    """Yield the titles that stand in both languages in the files of the house and its localities."""
    for folder in (ROOT / "localities", ROOT / "shiqiao"):
        for path in sorted(folder.rglob("*.yaml")):
            yield from _both(
                yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            )


def _both(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("zh"), str) and isinstance(node.get("en"), str):
            yield node["en"].strip(), node["zh"].strip()
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _both(one)
