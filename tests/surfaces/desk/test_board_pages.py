"""The board of people and responsibility, and leave on the work calendar, without scripts."""

from datetime import date
from io import BytesIO

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from shiqiao.kernel.people.models import Account, Leave
from shiqiao.testing.street import FIRST_GRID, Street

from .conftest import Enter


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def test_the_board_shows_the_hole_with_its_word_and_narrows(street: Street, enter: Enter) -> None:
    client, person = enter("leader1"), account("c1g1")
    for one in (person, account("c1g2")):  # the holder, and who stands in
        client.post(f"/people/{one.pk}/do/leave/", {"start": "2018-06-27", "length": "2", "reason": "annual"})
    assert Leave.objects.get(account=person).during.upper == date(2018, 6, 29)
    board = client.get("/coverage/").content.decode()
    assert "空缺" in board
    assert "本周请假" in board
    assert f'id="grid-{FIRST_GRID}"' in board
    holes = client.get("/coverage/?holes=on").content.decode()
    assert holes.count("<tr id=") == 1
    assert client.get("/coverage/?line=city&community=370103003002").content.decode().count("<tr id=") == 5
    before = client.get("/coverage/?on=2018-06-20").content.decode()
    assert "desk-hole" not in before
    assert client.get("/coverage/?on=never&community=x&line=nothing").status_code == 200


def test_working_days_are_counted_on_the_calendar_and_a_day_off_is_refused(street: Street, enter: Enter) -> None:
    client, person = enter("leader1"), account("c1g1")
    address = f"/people/{person.pk}/do/leave/"
    refused = client.post(address, {"start": "2018-06-28", "end": "2018-06-30", "reason": "annual"})
    assert refused.status_code == 422
    assert "2018年7月2日" in refused.content.decode()
    assert client.post(address, {"start": "2018-06-28", "length": "1", "end": "2018-06-29"}).status_code == 422
    client.post(address, {"start": "2018-06-28", "length": "2", "reason": "annual"})
    assert Leave.objects.get(account=person).during.upper == date(2018, 7, 2), "over the weekend"


def test_the_board_asks_a_fixed_number_of_times(street: Street, enter: Enter) -> None:
    client = enter("leader1")
    client.get("/coverage/")
    counts = []
    for _more in range(2):  # of three times the fewest: what is kept in memory is looked after now and then
        counts.append(min(queries(client, "/coverage/") for _time in range(3)))
        for _one in range(5):
            street.report()
    assert counts[0] == counts[1]
    assert counts[0] <= 16


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_map_asks_a_fixed_number_of_times(street: Street, enter: Enter) -> None:
    client, counts = enter("dispatch1"), {}
    for more in (0, 5):  # of three times the fewest: what is kept in memory is looked after now and then
        for _one in range(more):
            street.report()
        for address in (
            "/map/",
            "/map/data/matters.json?box=116.9,36.6,117.1,36.7&zoom=15",
            "/map/data/heat.json?zoom=15",
        ):
            client.get(address)
            counts.setdefault(address, []).append(min(queries(client, address) for _again in range(3)))
    assert all(first <= 14 and abs(first - second) <= 2 for first, second in counts.values()), counts


def test_the_board_is_taken_away_as_it_is_narrowed(street: Street, enter: Enter) -> None:
    client = enter("leader1")
    book = load_workbook(BytesIO(b"".join(client.get("/export/coverage.xlsx?line=city&community=370103003001"))))
    assert {row[3] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)} == {"城管"}
    receipt = street.report()
    area = "116.9,36.6;117.1,36.6;117.1,36.7;116.9,36.7"
    book = load_workbook(BytesIO(b"".join(client.get(f"/export/map.xlsx?area={area}"))))
    assert receipt.sheet.number in {row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}


def test_a_grid_says_who_answers_and_another_streets_grid_is_not_there(street: Street, enter: Enter) -> None:
    client = enter("c2g1")
    assert "春元里" in client.get(f"/map/grids/{FIRST_GRID}/").content.decode()
    assert client.get("/map/grids/379901001001001/").status_code == 404
    assert client.get("/map/list/?area=nonsense").status_code == 200
