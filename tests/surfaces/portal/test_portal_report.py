"""Reporting at the portal, without scripts."""

import gzip
import io
import logging
import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shiqiao.base.actor import Ref
from shiqiao.base.limits import Limit
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.surfaces.portal import limits
from shiqiao.surfaces.portal.limits import Measure
from tests.kernel.files.samples import EVERY

from .conftest import Resident, words

OUTSIDE = {"lon": "117.2", "lat": "36.7", "address": ""}


def picture() -> SimpleUploadedFile:
    """Return a small photo."""
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(content, "JPEG")
    return SimpleUploadedFile("楼下.jpg", content.getvalue(), "image/jpeg")


def field_error(answer: Any, field: str) -> str:
    """Return the sentence beside a field; the field must name it for screen readers."""
    html = answer.content.decode()
    control = re.search(rf'<(?:input|textarea|select)[^>]*\bid="id_{field}"[^>]*>', html)
    assert control, field
    assert f"id_{field}_error" in control[0], "the field points to its error"
    found = re.search(rf'id="id_{field}_error">(.*?)</div>', html, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def test_a_report_without_a_kind_arrives_at_once_and_is_sorted_by_its_words(resident: Resident) -> None:
    link = resident.link(item="", phone="13800138000")
    assert Matter.objects.get().item == "06042"
    assert "类别：垃圾站（箱）满溢" in words(resident.get(link, new="1")), "the receipt says how it was sorted"


def test_a_report_whose_words_say_no_kind_counts_as_livelihood_which_no_public_list_shows(resident: Resident) -> None:
    resident.link(item="", text="想问一下这个应该找谁办呢")
    row = Matter.objects.get()
    assert row.line == "livelihood"


def test_the_receipt_names_post_unit_and_person_and_when_the_answer_comes(resident: Resident) -> None:
    said = words(resident.get(resident.link(), new="1"))
    row = Matter.objects.get()
    for part in (row.number, "春一梅", "春元里社区第1网格员", "春元里社区网格工作站", "今天 24:00 之前"):
        assert part in said


def test_a_place_from_the_list_of_estates_gives_the_grid(resident: Resident) -> None:
    html = resident.get("/portal/report/").content.decode()
    value = re.search(r'<option value="(\d+)"[^>]*>春元里小区（7–14 号楼）', html)
    assert value
    resident.link(address="9号楼西侧", estate=value[1])
    row = Matter.objects.get()
    assert row.grid // 1000 == 370103003001
    assert row.address == "春元里小区 9号楼西侧"


def test_a_report_without_a_known_place_goes_in_and_the_page_says_so(resident: Resident) -> None:
    said = words(resident.get(resident.link(address="不知道哪里的地方"), new="1"))
    assert Matter.objects.get().unrouted
    assert "没能自动识别地点" in said
    assert "不会丢" in said


def test_a_point_outside_is_an_error_beside_the_place(resident: Resident) -> None:
    answer = resident.send(**OUTSIDE)
    assert answer.status_code == 422
    assert "不在本街道范围内" in field_error(answer, "address")
    assert not Matter.objects.exists()


@pytest.mark.parametrize("phone", ["123", "abc", "1" * 25])
def test_a_wrong_phone_number_is_said_beside_it_and_the_text_stays(resident: Resident, phone: str) -> None:
    answer = resident.send(phone=phone)
    assert answer.status_code == 422
    assert "13800138000" in field_error(answer, "phone")
    assert "楼下垃圾桶满了没人清" in answer.content.decode()


def test_an_empty_report_says_what_is_missing(resident: Resident) -> None:
    answer = resident.send(text="  ")
    assert answer.status_code == 422
    assert "是什么问题" in field_error(answer, "text")


def test_a_photo_of_40_megabytes_is_refused_clearly(resident: Resident) -> None:
    big = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff\xe0" + bytes(40 * 1024 * 1024), "image/jpeg")
    answer = resident.send(photo=big)
    assert answer.status_code == 422
    said = field_error(answer, "photo")
    assert "41" in said or "40" in said
    assert "20" in said


def test_a_web_page_in_the_clothes_of_a_photo_is_refused(resident: Resident) -> None:
    page = SimpleUploadedFile("photo.jpg", b"<!doctype html><script>alert(1)</script>", "image/jpeg")
    answer = resident.send(photo=page)
    assert answer.status_code == 422
    assert field_error(answer, "photo")
    assert not Matter.objects.exists()


def test_a_photo_outlives_a_mistake_elsewhere_and_is_stored_with_the_report(resident: Resident) -> None:
    wrong = resident.send(photo=picture(), phone="1")
    token = re.search(r'name="photo_token" value="([^"]+)"', wrong.content.decode())
    assert token
    assert "文件已保存" in words(wrong)
    resident.link(photo_token=token[1])
    kept = attachments_of(Ref("matter", Matter.objects.get().pk))
    assert [one.purpose for one in kept] == ["report"]


@pytest.mark.parametrize("code", ["heic", "mp3", "m4a", "mp4", "mov"])
def test_voice_and_video_and_pictures_of_telephones_come_with_the_report(resident: Resident, code: str) -> None:
    resident.link(photo=SimpleUploadedFile(f"现场.{code}", EVERY[code]()))
    kept = attachments_of(Ref("matter", Matter.objects.get().pk))
    assert [(one.kind, one.purpose) for one in kept] == [("jpeg" if code == "heic" else code, "report")]


@pytest.mark.parametrize("code", ["pdf", "docx", "xlsx", "xls"])
def test_residents_are_asked_for_a_photo_of_a_paper(resident: Resident, code: str) -> None:
    answer = resident.send(photo=SimpleUploadedFile(f"材料.{code}", EVERY[code]()))
    assert answer.status_code == 422
    assert "拍照" in field_error(answer, "photo")


def test_too_many_files_from_one_address_are_refused_while_reports_go_on(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILES", Measure(Limit("few", 1, 1), Limit("one", 1, 1), limits.FILES.address))
    resident.get("/portal/report/")
    resident.link(photo=SimpleUploadedFile("a.mp3", EVERY["mp3"]()))
    answer = resident.send(photo=SimpleUploadedFile("b.mp3", EVERY["mp3"]()))
    assert "文件过多" in field_error(answer, "photo")
    resident.link()


def test_the_journal_names_the_hash_of_the_photo_that_is_stored(resident: Resident) -> None:
    from shiqiao.kernel.journal.reads import lines_of

    resident.link(photo=picture())
    subject = Ref("matter", Matter.objects.get().pk)
    assert lines_of(subject)[0].data["files"] == [["report", attachments_of(subject)[0].sha256]]


def test_sending_twice_gives_the_same_receipt(resident: Resident) -> None:
    same = uuid4().hex
    assert resident.link(client_id=same) == resident.link(client_id=same)
    assert Matter.objects.count() == 1


def test_a_form_sent_again_with_other_content_is_asked_about_and_then_is_a_report_of_its_own(
    resident: Resident,
) -> None:
    same = uuid4().hex
    resident.link(client_id=same)
    answer = resident.send(client_id=same, text="另一件事")
    assert answer.status_code == 422
    assert Matter.objects.get().number in words(answer)
    fresh = re.search(r'name="client_id" value="([^"]+)"', answer.content.decode())
    assert fresh
    resident.link(client_id=fresh[1], text="另一件事")
    assert Matter.objects.count() == 2


def test_the_form_that_opens_the_receipt_is_not_named_in_the_database(resident: Resident) -> None:
    mine = uuid4().hex
    resident.link(client_id=mine)
    assert mine not in Matter.objects.get().source_id


def test_a_machine_that_fills_the_hidden_field_is_refused_and_a_person_can_send_again(resident: Resident) -> None:
    answer = resident.send(website="http://spam.example")
    assert answer.status_code == 422
    assert "spam.example" not in answer.content.decode()
    assert not Matter.objects.exists()


def test_too_many_reports_from_one_address_are_asked_to_wait(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REPORTS", Measure(Limit("few", 1, 1), Limit("one", 1, 1), limits.REPORTS.address))
    resident.get("/portal/report/")
    resident.link()
    answer = resident.send()
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 60
    assert "楼下垃圾桶满了没人清" in answer.content.decode()


def test_name_and_phone_are_stored_encrypted_only(resident: Resident) -> None:
    resident.link(name="王小明", phone="13800138000")
    row = Reporter.objects.get()
    assert "王小明".encode() not in bytes(row.name)
    assert b"13800138000" not in bytes(row.phone)


def test_hints_come_for_text_and_address(resident: Resident) -> None:
    told = resident.client.post("/portal/report/hints/", {"text": "垃圾桶满了", "address": "春元里"}).json()
    assert any("垃圾" in item["title"] for item in told["items"])
    assert "春元里小区" in told["places"]


def test_the_secret_is_not_logged(resident: Resident, caplog: pytest.LogCaptureFixture) -> None:
    link = resident.link()
    with caplog.at_level(logging.DEBUG):
        resident.get(link)
        resident.get(link.replace("/m/1", "/m/2"))
    assert link.rstrip("/").rsplit("/", 1)[1] not in caplog.text


def test_the_empty_form_goes_compressed_over_the_wire_and_one_that_holds_what_somebody_typed_does_not(
    resident: Resident,
) -> None:
    packs = {"HTTP_ACCEPT_ENCODING": "gzip, br"}
    empty = resident.client.get("/portal/report/", **packs)
    assert empty["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in empty["Vary"]
    whole = gzip.decompress(empty.content).decode()
    assert "垃圾站（箱）满溢" in whole, "the complete list of kinds, for who has no scripts"
    assert len(empty.content) < len(whole.encode()) / 3
    held = resident.client.post("/portal/report/", {"text": "", "phone": "13800138000"}, **packs)
    assert held.status_code == 422
    assert "13800138000" in held.content.decode()
    assert not held.has_header("Content-Encoding")
