"""Pure rules of campaigns: the table of moves, the file, found again, progress."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from shiqiao.base.errors import Invalid
from shiqiao.scenes.projects.campaigns import moves, rules
from shiqiao.scenes.projects.campaigns.definitions import parse
from shiqiao.scenes.projects.campaigns.moves import MOVES, Move
from shiqiao.scenes.projects.campaigns.rules import Cell

pytestmark = pytest.mark.unit
FILE = Path(settings.LOCALITIES) / "ganshiqiao" / "campaigns.yaml"


def test_the_table_of_moves_has_no_faults() -> None:
    assert moves.faults(MOVES) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (Move("lose", "found", "lost", "keeper"), "unknown state lost"),
        (Move("revive", "dismissed", "found", "keeper"), "revive leads out of dismissed"),
        (MOVES[0], "stands twice"),
    ],
)
def test_a_fault_of_the_table_is_named(more: Move, told: str) -> None:
    assert any(told in one for one in moves.faults((*MOVES, more)))


def test_a_state_without_a_way_in_or_out_is_named() -> None:
    fewer = [one for one in MOVES if one.do != "use" and one.source != "used"]
    assert {"used cannot be reached", "used is a dead end"} <= set(moves.faults(fewer))


def test_what_was_enforced_goes_back_to_enforcement_and_what_the_owner_removed_to_the_notice() -> None:
    assert moves.allowed("send_back", "fixed", "self").to == "notified"  # type: ignore[union-attr]
    assert moves.allowed("send_back", "fixed", "enforced").to == "enforcing"  # type: ignore[union-attr]
    assert moves.allowed("strike_off", "fixed") is None


def test_the_street_s_file_names_three_kinds_with_their_terms() -> None:
    held = parse(FILE.read_text(encoding="utf-8"))
    assert [one.code for one in held.kinds] == ["unlawful_building", "signboards", "estate_renewal"]
    assert held.kinds[0].terms.self_fix == "10wd"


@pytest.mark.parametrize(
    "text",
    ["metres: 0", "kinds: [{code: a_kind, title: {zh: 甲, en: A}, short: 甲, terms: {notify: soon}}]", "kind: []"],
)
def test_a_file_with_mistakes_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text)


def test_found_again_within_the_days_reopens_and_later_recurs() -> None:
    struck = date(2018, 1, 1)
    assert rules.found_again(struck, struck + timedelta(days=180), 180) == "reopened"
    assert rules.found_again(struck, struck + timedelta(days=181), 180) == "recurrence"


def test_nobody_is_enforced_before_the_term_is_over() -> None:
    due = datetime.fromisoformat("2018-06-27T17:30:00+08:00")
    assert [rules.may_enforce(due, due - timedelta(minutes=1)), rules.may_enforce(due, due), rules.may_enforce(None, due)] == [
        False, True, False,
    ]  # fmt: skip


def test_the_box_round_a_point_holds_what_is_near() -> None:
    here = (116.98307, 36.65529)
    west, south, east, north = rules.box(here, 30)
    assert rules.metres_apart(here, (east, here[1])) == pytest.approx(30, abs=0.1)
    assert rules.metres_apart(here, (here[0], north)) == pytest.approx(30, abs=0.1)
    assert west < here[0] < east
    assert south < here[1] < north


def test_progress_is_by_items_and_by_area_and_leaves_out_what_was_dismissed() -> None:
    cells = [
        Cell(1, "struck_off", 2, Decimal(10)), Cell(1, "used", 1, Decimal(30)), Cell(2, "notified", 1, Decimal(60), 1),
        Cell(2, "dismissed", 5, Decimal(900)),
    ]  # fmt: skip
    done = rules.progress(cells)
    assert (done.items, done.struck, done.share, done.area_share, done.late_found) == (4, 3, 750, 400, 1)
    assert rules.progress([]).share is None
