"""Grids before anyone has drawn them, and how a street shows itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shiqiao.base.actor import Actor, system
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.territory import reads
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.kernel.territory.gridlists import import_grid_list
from shiqiao.kernel.territory.profiles import profile, profiles, set_profile
from shiqiao.testing.street import STREET, Street

OTHER = 370103006


def take(tmp_path: Path, text: str, **more: Any) -> Any:
    file = tmp_path / "grids.csv"
    file.write_text(text, encoding="utf-8")
    return import_grid_list(file, by=more.pop("by", system("test")), at=now(), **more)


def test_a_list_makes_grids_that_can_be_answered_for(street: Street, tmp_path: Path) -> None:
    found = take(tmp_path, "编码,名称\n370103006005001,麟祥街社区第1网格\n370103006005002,麟祥街社区第2网格\n")
    assert (found.added, found.changed, found.rejected) == (2, 0, [])
    assert [grid.title for grid in reads.grids(OTHER)] == ["麟祥街社区第1网格", "麟祥街社区第2网格"]
    assert not reads.has_grids(OTHER)  # no map yet
    again = take(tmp_path, "编码,名称\n370103006005001,麟祥街第1网格\n370103006005002,麟祥街社区第2网格\n")
    assert (again.added, again.changed, again.unchanged) == (0, 1, 1)
    assert reads.title(370103006005001) == "麟祥街第1网格"


def test_each_row_that_cannot_be_used_is_named(street: Street, tmp_path: Path) -> None:
    text = "code,name\n370103006005001,一\n370103006999001,二\n123,三\n370103006005001,四\n370103006005002,\n"
    found = take(tmp_path, text)
    assert found.added == 1
    assert {(row.row, row.field) for row in found.rejected} == {(3, "code"), (4, "code"), (5, "code"), (6, "name")}
    with pytest.raises(ImportRefused):
        take(tmp_path, text, strict=True)


def test_only_an_administrator_takes_a_list(street: Street, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        take(tmp_path, "code,name\n370103006005001,一\n", by=street.actor("c1g1"))


def test_a_street_shows_itself_by_what_was_entered_last(street: Street) -> None:
    known = profile(STREET)
    assert (known.title_zh, known.code) == ("杆石桥街道", "ganshiqiao")
    set_profile(wanted=replace(known, office_zh="新名称办事处"), by=street.actor("admin1"), at=now())
    assert profile(STREET).office_zh == "新名称办事处"
    assert [one.street for one in profiles()] == [STREET]
    lines = JournalLine.objects.filter(code="territory.profile_set", street=STREET).count()
    set_profile(wanted=profile(STREET), by=system("test"), at=now())  # says nothing new
    assert JournalLine.objects.filter(code="territory.profile_set", street=STREET).count() == lines


def test_how_a_street_shows_itself_is_changed_by_its_own_administrator_only(street: Street) -> None:
    known = profile(STREET)
    stranger = Actor(kind="account", code="x", street=OTHER, roles=frozenset({"admin"}))
    for by in (street.actor("c1g1"), street.actor("leader1"), stranger):
        with pytest.raises(Forbidden):
            set_profile(wanted=replace(known, zoom=12), by=by, at=now())
    with pytest.raises(Invalid, match="zoom"):
        set_profile(wanted=replace(known, lon=200.0), by=system("test"), at=now())
    with pytest.raises(NotFound):
        profile(OTHER)
