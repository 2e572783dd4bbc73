"""Showing in clear on the pages: a reason, once, never cached; the read log; covered pictures under neutral names."""

import io

import pytest
from django.test import Client
from PIL import Image

from shiqiao.base.actor import Ref
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.privacy.models import ReadLog
from shiqiao.testing.street import Street

from .conftest import Enter

PHONE, OTHER = "13900139217", "13911139218"


@pytest.fixture
def row(street: Street) -> Matter:
    """A matter with a picture, a reporter and a number in its text."""
    photo = street.photo(by=street.actor("dispatch1"), purpose="before", colour="red")
    receipt = street.report(f"请打{PHONE}", contact=Contact(name="柳絮儿", phone=OTHER), photos=(photo,))
    return Matter.objects.get(pk=receipt.id)


def value_of(page: str, label: str) -> str:
    """Return the choice whose label begins so."""
    return page.split(f">{label}")[0].rpartition('value="')[2].partition('"')[0]


def test_the_dispatcher_sees_the_reporters_number_once_for_a_reason(enter: Enter, row: Matter) -> None:
    client = enter("dispatch1")
    page = client.get(f"/matters/{row.number}/").content.decode()
    assert OTHER not in page
    assert "139****9218" in page
    address, value = f"/reveal/matter/{row.id}/", value_of(page, "反映人电话")
    refused = client.post(address, {"value": value})
    assert (refused.status_code, OTHER in refused.content.decode()) == (422, False)
    shown = client.post(address, {"value": value, "reason": "call", "note": "回电"})  # without script
    assert OTHER in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    part = client.post(address, {"value": value, "reason": "call"}, headers={"hx-request": "true"}).content.decode()
    assert OTHER in part
    assert "<html" not in part
    assert [line.field for line in ReadLog.objects.all()] == ["reporter_phone"] * 2
    assert client.get(address).status_code == 405
    assert client.post(address, {"value": "reporter_phone:999999", "reason": "call"}).status_code == 422


def test_who_has_no_right_to_it_is_not_even_asked(enter: Enter, row: Matter) -> None:
    assert "/reveal/matter/" not in enter("admin1").get(f"/matters/{row.number}/").content.decode()
    assert enter("admin1").post(f"/reveal/matter/{row.id}/", {"value": "mobile:1", "reason": "call"}).status_code == 403
    assert not ReadLog.objects.exists()


def log(client: Client, query: str = "") -> str:
    return client.get(f"/read-log/{query}").content.decode()


def test_the_auditor_filters_opens_and_reviews_the_log(enter: Enter, row: Matter) -> None:
    clerk, auditor = enter("dispatch1"), enter("auditor1")
    page = clerk.get(f"/matters/{row.number}/").content.decode()
    given = {"value": value_of(page, "文中手机号"), "reason": "matter", "note": "核对"}
    assert PHONE in clerk.post(f"/reveal/matter/{row.id}/", given).content.decode()
    line = ReadLog.objects.get()
    assert "网大松" in log(auditor)
    assert "网大松" in log(auditor, f"?kind=matter&reason=matter&state=open&who={line.account}").split("<tbody>")[1]
    assert "<tbody>" not in log(auditor, "?state=reviewed")
    assert "<tbody>" not in log(auditor, "?kind=person")
    told = auditor.get(f"/read-log/{line.pk}/").content.decode()
    assert "核对" in told
    assert PHONE not in told
    assert auditor.post(f"/read-log/{line.pk}/", {"verdict": "asked"}).status_code == 422
    assert auditor.post(f"/read-log/{line.pk}/", {"verdict": "reviewed", "note": ""}).status_code == 302
    assert "<tbody>" in log(auditor, "?state=reviewed")
    assert 'name="verdict"' not in enter("leader1").get(f"/read-log/{line.pk}/").content.decode()
    assert clerk.get("/read-log/").status_code == 403
    assert clerk.get("/export/read-log.xlsx").status_code == 403
    assert auditor.get("/export/read-log.xlsx").status_code == 200


def test_a_covered_picture_is_what_everybody_gets_and_its_original_leaves_a_line(enter: Enter, row: Matter) -> None:
    (file,) = attachments_of(Ref("matter", row.id))
    client, address = enter("dispatch1"), f"/pictures/{file.pk}/"
    before = client.get(f"/matters/{row.number}/").content.decode()
    assert address in before
    assert "p.jpg" not in before
    assert client.post(address, {"areas": "nothing"}).status_code == 422
    assert client.post(address, {"areas": "0 0 100 100"}).status_code == 302
    for query in ("", "?small=1"):
        answer = enter("leader1").get(f"/files/{file.pk}/{query}")
        grey = Image.open(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        assert max(grey.getpixel((5, 5))) < 110  # type: ignore[arg-type]
        assert answer["Content-Disposition"] == f'inline; filename="{file.pk}.jpg"'
    mark = answer["ETag"]
    assert client.get(f"/files/{file.pk}/?small=1", headers={"if-none-match": mark}).status_code == 304
    assert client.post(address, {"areas": "0 0 50 50", "again": "on"}).status_code == 302  # the former one was too much
    assert client.get(f"/files/{file.pk}/?small=1", headers={"if-none-match": mark}).status_code == 200
    assert client.post(address, {"areas": "50 50 50 50"}).status_code == 302
    both = Image.open(io.BytesIO(b"".join(client.get(f"/files/{file.pk}/").streaming_content)))  # type: ignore[attr-defined]
    assert [max(both.getpixel(at)) < 110 for at in ((5, 5), (60, 44), (60, 5))] == [True, True, False]  # type: ignore[arg-type]
    assert client.post(f"{address}original", {"value": "original:0"}).status_code == 422
    shown = client.post(f"{address}original", {"value": "original:0", "reason": "matter"})
    red = Image.open(io.BytesIO(b"".join(shown.streaming_content)))  # type: ignore[attr-defined]
    assert red.getpixel((5, 5))[0] > 200  # type: ignore[index]
    assert shown["Cache-Control"] == "no-store"
    assert [(line.kind, line.subject) for line in ReadLog.objects.all()] == [("picture", file.pk)]
    assert JournalLine.objects.filter(code="privacy.picture_covered", subject=file.pk).count() == 3
    assert enter("c2g1").get(address).status_code == 404
    assert enter("admin1").post(address, {"areas": "1 1 1 1"}).status_code in (200, 404)
    assert JournalLine.objects.filter(code="privacy.picture_covered").count() == 3
