"""Codes on paper and on the screen are read as a telephone reads them, also when they are askew, blurred and dirty."""

import json
from io import BytesIO
from shutil import which
from subprocess import run
from typing import Any

import pytest
import typst
import zxingcpp
from django.conf import settings
from django.test import Client, RequestFactory
from PIL import Image, ImageDraw, ImageFilter

from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.patrols import actions
from shiqiao.kernel.patrols.actions import NewPoint
from shiqiao.kernel.patrols.codes import address_of
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.territory.models import PlaceCode
from shiqiao.kernel.territory.placecodes import spots
from shiqiao.surfaces.desk import posters
from shiqiao.surfaces.desk.papers.pdf import fonts
from shiqiao.surfaces.kit import qr
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street

from .conftest import Resident, words

ADDRESS = "https://street.example.test/portal/at/7KQ2M9XA/"


def read(picture: Image.Image) -> list[str]:
    """Return the texts of the codes in a picture."""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def set_as_picture(source: bytes, data: dict[str, Any]) -> Image.Image:
    """Set a paper as its template says and return its first page as seen."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    pages = typst.compile(source, font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs, format="png", ppi=110)
    return Image.open(BytesIO(pages[0] if isinstance(pages, list) else pages))


def printed(pdf: bytes, page: int = 1) -> Image.Image | None:
    """Return a page of a PDF as a printer would put it on paper; None where there is nothing to draw it with."""
    if which("pdftoppm") is None:
        return None
    drawn = run(["pdftoppm", "-r", "110", "-png", "-f", str(page), "-l", str(page)], input=pdf, capture_output=True)
    return Image.open(BytesIO(drawn.stdout))


def photographed(sheet: Image.Image) -> Image.Image:
    """Return a sheet as a telephone sees it at dusk: askew, a little out of focus, grey."""
    askew = sheet.convert("L").rotate(11, expand=True, fillcolor=200)
    return askew.filter(ImageFilter.GaussianBlur(1.2)).point(lambda value: 60 + value // 2)


@pytest.fixture
def dispatcher(street: Street) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(username="dispatch1"))
    return client


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_a_poster_leads_to_the_form_with_its_place_chosen(
    street: Street, dispatcher: Client, resident: Resident, size: str
) -> None:
    answer = dispatcher.post("/posters/", {"size": size, "place": [f"{FIRST_GRID}-0"]})
    token = PlaceCode.objects.get().token
    on_paper = printed(answer.content)
    spot = next(one for one in spots(street.actor("dispatch1")) if one.token == token)
    request = RequestFactory().get("/", HTTP_HOST="testserver")
    data = posters.data_of(request, [spot], street=STREET, size=size)
    for sheet in (set_as_picture(posters.TEMPLATE.read_bytes(), data), *([on_paper] if on_paper else [])):
        assert read(sheet) == [f"http://testserver/portal/at/{token}/"]
        assert read(photographed(sheet)) == read(sheet)
    path = read(set_as_picture(posters.TEMPLATE.read_bytes(), data))[0].removeprefix("http://testserver")
    assert "春元里社区第1网格" in words(resident.client.get(path, follow=True))
    sent = resident.client.post(
        "/portal/report/", {"client_id": "from-a-poster", "text": "楼下垃圾桶满了没人清", "item": "06010", "at": token}
    )
    assert sent.status_code == 303, words(sent)
    assert Matter.objects.get().grid == FIRST_GRID


def test_the_sheet_of_check_in_points_has_one_code_each_that_opens_the_field_app(street: Street) -> None:
    head, client = street.actor("c1head"), Client()
    rows = [
        actions.add_point(
            street=STREET, wanted=NewPoint(name, INSIDE[0] + n / 10_000, INSIDE[1]), by=head, at=now()
        )
        for n, name in enumerate(("小区东门", "二号院门洞", "后巷拐角"))
    ]  # fmt: skip
    client.force_login(Account.objects.get(username="c1head"))
    told = {address_of("http://testserver", row) for row in rows}
    for query in ("", "?big=1"):
        pdf = client.get(f"/patrols/grids/{FIRST_GRID}/codes.pdf{query}").content
        sheets = [printed(pdf, page) for page in ((1, 2, 3) if query else (1,))]
        if sheets[0] is None:
            pytest.skip("pdftoppm is not installed: nothing draws the PDF here")
        seen = [text for sheet in sheets if sheet for text in read(photographed(sheet))]
        assert set(seen) == told
        assert len(seen) == len(rows)
    assert all("/field/#p=" in one for one in told)


def drawn(text: str, *, sturdy: bool, dot: int = 8) -> Image.Image:
    """Return a code's dots as a picture."""
    rows = qr.dots(text, sturdy=sturdy)
    picture = Image.new("L", (len(rows), len(rows)), 255)
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    return picture.resize((len(rows) * dot, len(rows) * dot), Image.Resampling.NEAREST)


@pytest.mark.unit
def test_a_code_on_paper_is_still_read_with_a_corner_torn_off_inside() -> None:
    sheet = drawn(ADDRESS, sturdy=True)
    side = sheet.width
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((side * 0.62, side * 0.62, side * 0.84, side * 0.84), fill=255)  # a tenth of it
    assert read(sheet) == [ADDRESS]


@pytest.mark.unit
@pytest.mark.parametrize("length", [1, 20, 60, 140, 300])
@pytest.mark.parametrize("sturdy", [True, False])
def test_whatever_a_code_says_is_what_is_read(length: int, sturdy: bool) -> None:
    text = (ADDRESS * 8)[:length]
    assert read(drawn(text, sturdy=sturdy)) == [text]
