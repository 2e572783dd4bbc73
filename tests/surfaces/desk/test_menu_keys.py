"""The letters that lead to pages of the desk."""

import pytest

from shiqiao.surfaces.desk import menu as entries
from shiqiao.surfaces.desk.sockets import menu

pytestmark = pytest.mark.unit


def test_no_two_entries_of_the_menu_share_a_key() -> None:
    keys = [entry.key for entry in menu if entry.key]
    assert len(keys) > 10
    assert sorted(keys) == sorted(set(keys))
    assert all(len(key) == 1 and key.islower() and key.isascii() for key in keys)


def test_every_key_belongs_to_an_entry() -> None:
    assert set(entries.KEYS) <= {entry.url_name for entry in entries.ENTRIES}
