"""Codes of posters: random, one in use a place, void when withdrawn, made only by who works there."""

import pytest

from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.territory.placecodes import Opened, make_place_codes, opened_by, spots, withdraw_place_code
from shiqiao.testing.street import FIRST_GRID, STREET, Street

WHOLE = (FIRST_GRID, 0)


def test_a_code_opens_its_place_and_says_nothing_of_it(street: Street) -> None:
    by = street.actor("dispatch1")
    estate = next(one for one in spots(by) if one.address)
    made = make_place_codes(places=[WHOLE, (estate.grid, estate.address)], by=by, at=now())
    assert [opened_by(one.token, at=now()) for one in made] == [
        Opened(STREET, FIRST_GRID, 0), Opened(STREET, estate.grid, estate.address),
    ]  # fmt: skip
    for one in made:
        assert len(one.token) == 8
        assert not any(part in one.token for part in (str(one.grid)[-4:], str(one.address or "none")))
    again = make_place_codes(places=[WHOLE], by=by, at=now())
    assert again[0].token == made[0].token, "posters that hang already go on"
    assert JournalLine.objects.filter(code="territory.place_code_made").count() == 2


def test_a_withdrawn_code_opens_nothing_and_the_next_one_is_another(street: Street) -> None:
    by = street.actor("dispatch1")
    first = make_place_codes(places=[WHOLE], by=by, at=now())[0]
    withdraw_place_code(code=first.code, by=by, at=now())
    withdraw_place_code(code=first.code, by=by, at=now())  # said twice it is one
    assert opened_by(first.token, at=now()) is None
    assert make_place_codes(places=[WHOLE], by=by, at=now())[0].token != first.token
    assert JournalLine.objects.filter(code="territory.place_code_withdrawn").count() == 1


def test_a_head_makes_codes_of_the_own_community_only(street: Street) -> None:
    head = street.actor("c2head")
    assert {one.grid // 1000 for one in spots(head)} == {370103003002}
    with pytest.raises(NotFound):
        make_place_codes(places=[WHOLE], by=head, at=now())
    code = make_place_codes(places=[WHOLE], by=street.actor("dispatch1"), at=now())[0].code
    with pytest.raises(NotFound):
        withdraw_place_code(code=code, by=head, at=now())


def test_who_does_not_run_the_place_makes_none(street: Street) -> None:
    with pytest.raises(Forbidden):
        make_place_codes(places=[WHOLE], by=street.actor("auditor1"), at=now())
    with pytest.raises(Invalid):
        make_place_codes(places=[], by=street.actor("dispatch1"), at=now())


@pytest.mark.parametrize("token", ["", "zzzzzzzz", "1" * 40, "' OR 1=1"])
def test_what_is_no_code_opens_nothing(street: Street, token: str) -> None:
    assert opened_by(token, at=now()) is None
