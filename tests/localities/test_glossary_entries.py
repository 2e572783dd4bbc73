"""The glossary is law: complete entries, one word for one concept."""

from collections import Counter
from pathlib import Path

import pytest

from shiqiao.base.yamls import read_yaml

pytestmark = pytest.mark.unit

GLOSSARY = read_yaml((Path(__file__).resolve().parents[2] / "docs" / "glossary.yaml").read_text(encoding="utf-8"))
FRAMEWORK_WORDS = {"signal", "event", "case", "task", "session", "group", "message", "permission", "type", "object"}


def test_every_entry_is_complete() -> None:
    assert len(GLOSSARY) >= 60
    assert all(set(entry) == {"code", "zh", "en", "meaning", "source", "not"} for entry in GLOSSARY)
    assert [entry["code"] for entry in GLOSSARY if not all(str(value).strip() for value in entry.values())] == []


@pytest.mark.parametrize("key", ["code", "zh", "en"])
def test_one_concept_has_one_word(key: str) -> None:
    assert [word for word, times in Counter(entry[key] for entry in GLOSSARY).items() if times > 1] == []


def test_words_of_the_framework_are_not_words_of_the_house() -> None:
    assert {entry["code"] for entry in GLOSSARY} & FRAMEWORK_WORDS == set()
    assert all(entry["code"].replace("_", "").isascii() and entry["code"].islower() for entry in GLOSSARY)
