"""Pages of renewal: board, lists, files, papers, exports, the screen and the portal; no name where none belongs."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import exports, planning, reads, signing
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.testing.street import Street

from .conftest import Begin, Open

Enter = Callable[[str], Client]
PAGES = ("board", "files", "signatures", "flats", "measure", "terms")


@pytest.fixture
def row(street: Street, begin: Begin, signed: Open, offered: Open) -> Renewal:
    """A project with files in some states and flats."""
    found = begin()
    signed(found, 3, audit=True)
    signed(found, 2)
    offered(found, 2, plot="B")
    planning.add_flats(renewal=found.pk, flats=[("1-101", "60", 6000)], by=street.actor("leader1"), at=now())
    return found


def test_the_pages_show_both_shares_and_no_full_name(street: Street, row: Renewal, enter: Enter) -> None:
    client = enter("leader1")
    for name in PAGES:
        shown = client.get(reverse(f"desk:renewal:{name}", args=[row.pk]))
        assert shown.status_code == 200, name
        assert "石小满" not in shown.content.decode(), name
    text = client.get(reverse("desk:renewal:board", args=[row.pk])).content.decode()
    assert "71.4 %" in text  # 5 of 7 signed
    assert "42.8 %" in text  # 3 of 7 audited: never rounded up
    assert client.get(reverse("desk:renewal:overview")).status_code == 200
    for one in RenewalFile.objects.all():
        assert client.get(reverse("desk:renewal:file", args=[one.pk])).status_code == 200


def test_the_board_asks_the_same_few_questions_however_many_plots(street: Street, row: Renewal, enter: Enter) -> None:
    client, address = enter("leader1"), reverse("desk:renewal:board", args=[row.pk])
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address)
    street.reopen()
    assert sum("projects_renewal" in one["sql"] for one in asked) <= 9


def test_a_file_is_worked_through_at_the_desk(street: Street, row: Renewal, enter: Enter, offered: Open) -> None:
    client, checker = enter("leader1"), enter("check1")
    one = offered(row, 1)[0]

    def do(who: Client, act: str, **given: str) -> int:
        found = who.post(reverse("desk:renewal:file-act", args=[one.pk, act]), given).status_code
        street.reopen()
        one.refresh_from_db()
        return found

    assert do(client, "offer", choice="money", extra="100", reason="") == 422  # an amount by hand needs its reason
    assert do(client, "sign") == 302
    assert do(client, "pass_audit") == 422  # not by who signed
    assert do(checker, "fail_audit", words="") == 422
    assert do(checker, "fail_audit", words="缺共有人签字") == 302
    assert do(client, "correct", words="已补签") == 302
    assert do(checker, "pass_audit") == 302
    assert (one.state, one.failures) == ("audited", 1)
    text = checker.get(reverse("desk:renewal:file", args=[one.pk])).content.decode()
    assert "缺共有人签字" in text
    assert do(client, "vacate") == 302
    assert do(client, "nothing") == 404
    assert do(client, "tie", home="不存在的地方", room="402") == 422


def test_a_project_is_led_through_its_calendar_at_the_desk(street: Street, enter: Enter) -> None:
    client = enter("leader1")
    sent = {"code": "newone", "title": "示例改造", "community": "370103003001", "plots": "A，东地块\nB，西地块"}
    assert client.post(reverse("desk:renewal:begin"), sent | {"plots": "a"}).status_code == 422
    assert client.post(reverse("desk:renewal:begin"), sent).status_code == 302
    street.reopen()
    row = Renewal.objects.get(code="newone")

    def do(act: str, **given: str) -> int:
        found = client.post(reverse("desk:renewal:act", args=[row.pk, act]), given).status_code
        street.reopen()
        return found

    assert do("consult", first="2018-04-01", last="2018-04-30") == 422
    assert do("consult", first="2018-04-01", last="2018-05-01") == 302
    assert do("answers", asked="10", objecting="2") == 302
    assert do("decide", day="2018-05-02") == 302
    assert do("signing", first="2018-06-01", bonus="2018-06-20", last="2018-07-20") == 302
    assert do("survey", found="A, dwelling, 45.30, 石小满\nC, dwelling, 30") == 422
    assert do("survey", found="A，住宅，45.30，石小满\nB, dwelling, 30") == 302
    assert set(RenewalFile.objects.values_list("kind", flat=True)) == {"dwelling"}
    assert do("flats", flats="1-101, 60, sixty") == 422
    assert do("flats", flats="1-101, 60, 60.5") == 302
    text = client.get(reverse("desk:renewal:act", args=[row.pk, "terms"])).context["form"]["text"].value()
    assert do("terms", text=text + "\nstrange: 1") == 422
    assert do("terms", text=text.replace("spread: 100", "spread: 50")) == 302
    assert do("result", sure="on") == 302
    assert do("tie_project", project="999") == 422
    assert do("tie_project", project="0") == 302
    row.refresh_from_db()
    assert (row.files, row.terms, row.published_at is not None) == (2, 2, True)
    assert RenewalFile.objects.get(serial=1).area == 4530


def test_lists_leave_as_xlsx_and_pdf(street: Street, row: Renewal, enter: Enter) -> None:
    client = enter("leader1")
    for code in (
        "projects-renewal-files",
        "projects-renewal-numbers",
        "projects-renewal-flats",
        "projects-renewal-measure",
    ):
        found = client.get(reverse("desk:export", args=[code]), {"of": row.pk})
        assert found.status_code == 200, code
        street.reopen()
        sheet = load_workbook(BytesIO(b"".join(found.streaming_content) if found.streaming else found.content)).active  # type: ignore[attr-defined]
        assert "石小满" not in str([[cell.value for cell in line] for line in sheet.iter_rows()])
    one = RenewalFile.objects.filter(state="audited")[0]
    ledger = f"/export/projects-renewal-files.pdf?of={row.pk}"
    for address in (ledger, reverse("desk:renewal:file-paper", args=[one.pk])):
        found = client.get(address)
        assert (found["content-type"], found.content[:4]) == ("application/pdf", b"%PDF")
    for wrong in ("999999", "²", "x", "9" * 30):
        assert client.get(f"/export/projects-renewal-files.pdf?of={wrong}").status_code == 404, wrong
    told = dict(exports.thresholds(street.actor("leader1"), {"of": str(row.pk)}))
    assert next(iter(told.values())) == row.title
    assert len(told) == 1 + len(reads.plots_of(row))


def test_the_screen_has_numbers_only(street: Street, row: Renewal, enter: Enter) -> None:
    client = enter("leader1")
    found = client.get(reverse("desk:renewal:screen-data"))
    told = json.loads(found.content)
    assert (told["number"], told["share"], told["audited_share"]) == (5, "71.4", "42.8")
    page = client.get(reverse("desk:renewal:screen")).content.decode()
    for private in ("石小满", "石*", "chalujie-0001", "50.00"):
        assert private not in page + found.content.decode()
    again = client.get(reverse("desk:renewal:screen-data"), headers={"if-none-match": found["ETag"]})
    assert again.status_code == 304


def test_the_public_sees_audited_agreements_without_names(street: Street, row: Renewal, enter: Enter) -> None:
    client = Client()
    address = reverse("portal:renewal:result", args=[row.pk])
    assert client.get(address).status_code == 404
    street.reopen()
    planning.publish_result(renewal=row.pk, by=street.actor("leader1"), at=now())
    text = client.get(address).content.decode()
    assert text.count("50.00") == 3
    assert "石" not in text.split("<main")[1].split("</main")[0].replace("杆石桥", "")
    assert row.title in client.get(reverse("portal:renewal:results")).content.decode()


def test_another_community_and_a_resident_find_nothing(street: Street, row: Renewal, enter: Enter) -> None:
    for login, status in (("c1head", 200), ("check1", 200), ("c4head", 404), ("c1g1", 404)):
        found = enter(login).get(reverse("desk:renewal:board", args=[row.pk])).status_code
        street.reopen()
        assert found == status, login
    assert (
        enter("c4head").get(reverse("desk:export", args=["projects-renewal-files"]), {"of": row.pk}).status_code == 404
    )
    street.reopen()
    assert reads.seen_renewals(street.actor("c4head"), [row.pk]) == []
    void = RenewalFile.objects.filter(state="signed")[0]
    assert (
        enter("c1head").post(reverse("desk:renewal:file-act", args=[void.pk, "void"]), {"words": "x"}).status_code
        == 403
    )
    street.reopen()
    assert signing.void(file=void.pk, words="作废", by=street.actor("check2"), at=now()).number is None


def test_the_demo_is_in_all_states(street: Street) -> None:
    from shiqiao.scenes.projects.renewal import demo, progress
    from shiqiao.scenes.projects.renewal.rules import STATES

    demo.load(street.number)
    demo.load_signing(street.number)
    states: set[str] = set()
    for row in Renewal.objects.all():
        one = progress.whole(progress.standings(row.pk))
        states |= set(one.states or {})
        assert one.signed > one.audited
    assert states >= set(STATES) - {"decided"}
    demo.load(street.number)
    demo.load_signing(street.number)
    assert Renewal.objects.count() == 2
