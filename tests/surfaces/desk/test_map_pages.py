"""What the map's addresses answer: how many there are, and truthfully when not all were looked at."""

import pytest
from django.test import Client

from shiqiao.kernel.matters import onmap
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import Street


def client(login: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=login))
    return found


def around(row: Matter) -> str:
    lon, lat = row.lon or 0, row.lat or 0
    return f"{lon - 0.002},{lat - 0.002},{lon + 0.002},{lat + 0.002}"


def test_the_answer_says_where_there_are_more_than_were_looked_at(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        street.report(f"路口垃圾{number}", item="06010")
    place = {"box": around(Matter.objects.latest("pk")), "zoom": "14"}
    whole = client("dispatch1").get("/map/data/matters.json", place).json()
    assert (whole["more"], [(sign["n"], sign["more"]) for sign in whole["many"]]) == (False, [(9, False)])
    monkeypatch.setattr(onmap, "LOOKED", 5)
    part = client("dispatch1").get("/map/data/matters.json", place).json()
    assert (part["more"], part["looked"], [(sign["n"], sign["more"]) for sign in part["many"]]) == (
        True,
        5,
        [(5, True)],
    )
    rare = client("dispatch1").get("/map/data/matters.json", {**place, "urgent": "on"}).json()
    assert [(sign["n"], sign["more"]) for sign in rare["many"]] == [(0, True)], "none looked at is not none there"


def test_the_list_of_an_area_and_its_spreadsheet_say_that_they_are_not_complete(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from io import BytesIO

    import openpyxl

    for number in range(3):
        street.report(f"路口垃圾{number}", item="06010")
    west, south, east, north = around(Matter.objects.latest("pk")).split(",")
    area = {"area": f"{west},{south};{east},{south};{east},{north};{west},{north}"}
    reader = client("dispatch1")
    said = "未能全部列出"

    def sheet() -> str:
        book = openpyxl.load_workbook(BytesIO(reader.get("/export/map.xlsx", area).getvalue()))
        return str([row for page in book for row in page.iter_rows(values_only=True)])

    assert said not in sheet()
    monkeypatch.setattr(onmap, "LOOKED", 2)
    assert "事件过多" in reader.get("/map/list/", area).content.decode()
    assert said in sheet()
