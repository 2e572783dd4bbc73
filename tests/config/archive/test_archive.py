"""Months are put away and opened again: nothing is lost, whatever breaks off, and everybody is told where they lie."""

from shiqiao.config.archive import form

from .conftest import MONTH, Old


def test_a_month_goes_into_a_file_and_comes_back_as_it_was(old: Old) -> None:
    before = old.held()
    assert old.verified() == []
    put = old.put()
    away = old.held()
    assert put.matters == 3
    assert len(away["matters_matter"]) == len(before["matters_matter"]) - 3
    assert old.verified() == []
    opened = old.open()
    assert (opened.matters, opened.lines, opened.findings) == (3, put.lines, ())
    after = old.held()
    for table in ORDERS_SAME:
        assert after[table] == before[table], table
    assert old.verified() == []
    assert not form.path_of(old.data, MONTH).exists()


ORDERS_SAME = ("matters_matter", "matters_search", "clocks_clock", "matters_archive", "journal_away", "matters_once")
