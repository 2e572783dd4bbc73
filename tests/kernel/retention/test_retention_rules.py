"""Terms are reckoned by the calendar, files with mistakes are refused place by place, and the list proves itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base import crypto
from shiqiao.kernel.retention import hooks, listing, rules
from shiqiao.kernel.retention.errors import ListBroken, RulesNotSound

pytestmark = pytest.mark.unit
MOMENTS = st.integers(0, 100 * 365 * 86_400).map(
    lambda seconds: datetime(1980, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
TERMS = st.builds(lambda n, unit: f"{n}{unit}", st.integers(1, 60), st.sampled_from("ymd"))
SHIPPED = Path(__file__).resolve().parents[3] / "localities" / "ganshiqiao" / "retention.yaml"
KEYS = {"field_keys": {"1": "11" * 32, "2": "22" * 32}, "current": 1, "index": "33" * 32, "commit": "44" * 32}
RULE = """
  - {name: %s, kind: %s, start: %s, term: %s, act: %s, decided: street, title: {zh: 甲, en: A}, purpose: {zh: 乙, en: B},
     basis: {zh: 丙, en: C}}
"""


def table(*rows: tuple[str, ...]) -> str:
    return "rules:" + "".join(RULE % row for row in rows)


@given(MOMENTS, TERMS)
def test_what_started_when_its_term_was_over_just_now_is_over_and_nothing_younger(at: datetime, term: str) -> None:
    start = rules.before(term, at)
    assert start < at
    assert rules.after(term, start) <= at  # the 29th of February and short months end early, never late
    assert rules.after(term, at) > at
    if term.endswith("d"):
        assert rules.after(term, start) == at


@given(MOMENTS, MOMENTS, TERMS)
def test_older_things_never_wait_for_younger_ones(one: datetime, other: datetime, term: str) -> None:
    assert (rules.before(term, one) <= rules.before(term, other)) or one > other


def test_two_years_end_on_the_same_day_of_the_calendar() -> None:
    assert rules.before("2y", datetime(2020, 2, 29, tzinfo=UTC)) == datetime(2018, 2, 28, tzinfo=UTC)
    assert rules.before("6m", datetime(2018, 8, 31, tzinfo=UTC)) == datetime(2018, 2, 28, tzinfo=UTC)


def test_the_shipped_rules_name_ground_and_who_decided() -> None:
    found = rules.parse(SHIPPED.read_text(encoding="utf-8"))
    known = [one for one in hooks.holdings if one.kind not in ("matter", "person", "visit")]
    unknown = {place for place, why in rules.check(found, known, 0) if not place.endswith("kind")}
    assert unknown == set()
    assert {rule.decided for rule in found.rules} == {"law", "street"}
    assert {one.kind for one in hooks.holdings} == {rule.kind for rule in found.rules}  # every kind has a term


def test_a_rule_without_sorts_leaves_out_what_others_name() -> None:
    found = rules.parse(SHIPPED.read_text(encoding="utf-8"))
    by_name = {rule.name: rule for rule in found.rules}
    assert found.but(by_name["matter_texts"]) == {"petition"}
    assert found.but(by_name["petition_texts"]) == frozenset()


def test_mistakes_are_named_with_their_place() -> None:
    text = table(
        ("one", "hand_over", "handed_at", "2 years", "texts"),
        ("one", "nowhere", "closed_at", "2y", "texts"),
        ("three", "account", "closed_at", "2y", "delete"),
    )
    wrong = dict(rules.check(rules.parse(text), list(hooks.holdings), 0))
    assert set(wrong) == {"rules.0.term", "rules.1.name", "rules.1.kind", "rules.2.act", "rules.2.start"}
    with pytest.raises(RulesNotSound, match="name"):
        rules.parse(table(("X", "matter", "closed_at", "2y", "texts")))
    with pytest.raises(RulesNotSound, match="not YAML"):
        rules.parse("rules: [")


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.DATA = tmp_path
    crypto.configure(KEYS)
    yield listing.place()
    crypto.configure(KEYS)


def entry(number: int) -> dict[str, Any]:
    at = datetime(2018, 6, 27, tzinfo=UTC) + timedelta(days=number)
    return {
        "mark": f"{number:032x}", "street": 370103003, "kind": "matter", "subject": number, "act": "texts", "tokens": [],
        "basis": "rule", "rule": "reporters", "at": at.isoformat(),
    }  # fmt: skip


def test_the_list_grows_by_what_is_new(place: Path) -> None:
    assert listing.append([entry(1), entry(2)]) == 2
    assert listing.append([entry(2), entry(3)]) == 1
    assert [one["subject"] for one in listing.read(place)] == [1, 2, 3]
    assert oct(place.stat().st_mode)[-3:] == "600"


def test_a_line_cut_off_by_a_crash_is_written_over(place: Path) -> None:
    listing.append([entry(1), entry(2)])
    place.write_bytes(place.read_bytes()[:-20])
    assert [one["subject"] for one in listing.read(place)] == [1]
    assert listing.append([entry(1), entry(2)]) == 1
    assert [one["subject"] for one in listing.read(place)] == [1, 2]


@pytest.mark.parametrize("harm", ["changed", "left out", "swapped", "of other keys"])
def test_a_list_that_was_tampered_with_is_refused(place: Path, harm: str) -> None:
    listing.append([entry(1), entry(2), entry(3)])
    lines = place.read_text().splitlines()
    if harm == "changed":
        lines[1] = lines[1].replace('"subject": 2', '"subject": 9')
    elif harm == "left out":
        del lines[1]
    elif harm == "swapped":
        lines[0], lines[1] = lines[1], lines[0]
    else:
        crypto.configure({**KEYS, "commit": "55" * 32})
    place.write_text("\n".join(lines) + "\n")
    with pytest.raises(ListBroken):
        listing.read(place)
