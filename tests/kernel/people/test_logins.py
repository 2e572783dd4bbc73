"""First passwords: drawn, told once, to be changed; by whom is told in test_powers."""

from io import BytesIO

import pytest
from django.contrib.auth import authenticate
from openpyxl import load_workbook

from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, logins, reads
from shiqiao.kernel.people.models import Account

from .offices import AT, BY, NEXT_STREET, STREET, Office, make_office, with_power

pytestmark = pytest.mark.django_db


def test_a_password_is_readable_and_never_the_same() -> None:
    drawn = {logins.new_password() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(word) == 14 and set(word) <= {*logins.LETTERS, "-"} for word in drawn)


def test_all_without_a_password_get_a_slip_and_a_second_time_nobody(office: Office) -> None:
    slips = logins.issue_logins(street=STREET, **BY)
    assert {slip.username for slip in slips} == set(Account.objects.values_list("username", flat=True))
    assert all(authenticate(username=slip.username, password=slip.password) for slip in slips)
    assert not Account.objects.filter(must_change_password=False).exists()
    text = "".join(str(line.data) for line in JournalLine.objects.all())
    assert not any(slip.password in text for slip in slips), "the journal knows no password"
    assert logins.issue_logins(street=STREET, **BY) == []


def test_lost_slips_are_drawn_anew_for_those_who_never_signed_in(office: Office) -> None:
    first = {slip.username: slip.password for slip in logins.issue_logins(street=STREET, **BY)}
    person = office.people["g01"]
    Account.objects.filter(pk=person.pk).update(last_login=AT)
    again = {slip.username: slip.password for slip in logins.issue_logins(street=STREET, again=True, **BY)}
    assert set(again) == set(first) - {person.username}
    assert not set(again.values()) & set(first.values())
    named = logins.issue_logins(street=STREET, usernames=[person.username], **BY)
    assert [slip.username for slip in named] == [person.username]
    with pytest.raises(NotFound) as caught:
        logins.issue_logins(street=STREET, usernames=["nobody", person.username], **BY)
    assert "nobody" in str(caught.value)


def test_slips_become_a_spreadsheet(office: Office) -> None:
    slips = logins.issue_logins(street=STREET, **BY)
    rows = list(load_workbook(BytesIO(logins.workbook(slips))).active.values)
    assert rows[0] == logins.COLUMNS
    assert {row[1]: row[2] for row in rows[1:]} == {slip.username: slip.password for slip in slips}


def test_strangers_members_and_leaders_of_the_next_street_reset_nothing(office: Office) -> None:
    person = office.people["g01"]
    for by in (reads.actor_for(office.people["g02"]), reads.actor_for(make_office(NEXT_STREET).people["leader"])):
        with pytest.raises(Forbidden):
            logins.reset_password(account=person, by=by, at=AT)
        with pytest.raises(Forbidden):
            logins.issue_logins(street=STREET, by=by, at=AT)
        with pytest.raises(Forbidden):
            actions.reopen_account(account=person, by=by, at=AT)
    assert logins.reset_password(account=person, by=with_power(office, "security_admin"), at=AT).password


def test_a_locked_account_stays_out_until_it_is_opened(office: Office) -> None:
    person = office.people["g01"]
    slip = logins.reset_password(account=person, **BY)
    actions.close_account(account=person, **BY)
    assert authenticate(username=slip.username, password=slip.password) is None
    assert person.username not in {one.username for one in logins.issue_logins(street=STREET, **BY)}
    actions.reopen_account(account=person, **BY)
    assert authenticate(username=slip.username, password=slip.password)
