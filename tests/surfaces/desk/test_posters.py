"""Posters: chosen and printed from the desk, one page a place, and made void again."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from shiqiao.kernel.people.models import Account
from shiqiao.kernel.territory.models import PlaceCode
from shiqiao.testing.street import FIRST_GRID, Street


@pytest.fixture
def dispatcher(street: Street) -> Client:
    """A browser in which the dispatcher is signed in."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(username="dispatch1"))
    return client


@pytest.mark.parametrize(("size", "height"), [("a4", 842), ("a5", 595)])
def test_marked_places_come_as_one_pdf_a_page_each(dispatcher: Client, size: str, height: int) -> None:
    answer = dispatcher.post("/posters/", {"size": size, "place": [f"{FIRST_GRID}-0", f"{FIRST_GRID + 1}-0"]})
    assert answer["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 2
    assert round(float(pages[0].mediabox.height)) == height
    said = pages[0].extract_text().replace("\n", "").replace(" ", "")
    token = PlaceCode.objects.get(grid=FIRST_GRID).token
    for part in ("有事扫一扫", "春元里社区第1网格", f"/portal/at/{token}/", "0531-82000000"):
        assert part in said


def test_nothing_marked_is_said_and_nothing_is_made(dispatcher: Client) -> None:
    answer = dispatcher.post("/posters/", {"size": "a4"})
    assert answer.status_code == 422
    assert "请选择 1 至 200 个地点" in answer.content.decode()
    assert not PlaceCode.objects.exists()


def test_a_code_is_made_void_from_the_page(dispatcher: Client) -> None:
    dispatcher.post("/posters/", {"place": [f"{FIRST_GRID}-0"]})
    code = PlaceCode.objects.get()
    assert code.token in dispatcher.get("/posters/").content.decode()
    assert dispatcher.post(f"/posters/{code.pk}/withdraw/").status_code == 302
    assert code.token not in dispatcher.get("/posters/").content.decode()
