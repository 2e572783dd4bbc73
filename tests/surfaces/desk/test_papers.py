"""Papers of a matter: one content as docx and PDF, masked as on the screen, each print in the journal."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from django.test import Client
from docx.oxml.ns import qn
from pypdf import PdfReader

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict
from shiqiao.kernel.journal.reads import check_chain, lines_of
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.proof import check_matters
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import actor_for
from shiqiao.surfaces.desk.papers import pdf, word
from shiqiao.surfaces.desk.papers.ground import ground_of
from shiqiao.surfaces.desk.papers.model import (
    Cut,
    Facts,
    Grid,
    Paper,
    Picture,
    Pictures,
    Section,
    Signature,
    Text,
)  # fmt: skip
from shiqiao.surfaces.desk.papers.printing import PAPERS, print_paper
from shiqiao.testing.street import MORNING, Street, picture

from .conftest import Enter


def words_of_docx(content: bytes) -> str:
    """Return all words of a docx in their order, tables and foot included."""
    found = docx.Document(io.BytesIO(content))
    body = "\n".join(node.text or "" for node in found.element.body.iter(qn("w:t")))
    section = found.sections[0]
    return "\n".join([section.header.paragraphs[0].text, body, section.footer.paragraphs[0].text])


def words_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


READ: dict[str, Callable[[bytes], str]] = {"docx": words_of_docx, "pdf": words_of_pdf}


def flat(words: str) -> str:
    """Return words without gaps: a PDF breaks lines where it likes."""
    return re.sub(r"[\s\u200b]", "", words)


def printed(client: Client, number: str, code: str, form: str) -> str:
    answer = client.post(f"/matters/{number}/print/{code}.{form}")
    assert answer.status_code == 200, answer.content.decode()[-500:]
    assert answer["Content-Disposition"].startswith("attachment")
    return flat(READ[form](answer.content))


def dispatched(street: Street) -> str:
    """Return the number of a matter that was reported with a name and a telephone, and given to a department."""
    from shiqiao.kernel.matters.actions import Contact, dispatch_matter

    by = street.actor("dispatch1")
    photo = street.photo(by=by, purpose="before")
    number = street.report(
        "垃圾成堆没人清，请打13812345678", contact=Contact("张三丰", "13998765432"), photos=(photo,), by=by,
        address="春元里小区3号楼",
    ).number  # fmt: skip
    row = Matter.objects.get(number=number)
    dispatch_matter(matter=row.id, handler=street_handler(street), by=by, at=MORNING)
    return number


def street_handler(street: Street) -> str:
    from shiqiao.kernel.people.reads import posts

    held = {post for login in ("city1", "city2", "city3") for post in street.actor(login).reach.posts}
    return next(post.code for post in posts(street.number, roles=("handler",)) if post.id in held)


def finished(street: Street) -> str:
    from shiqiao.kernel.matters.actions import close_matter, finish_matter

    number = dispatched(street)
    row = Matter.objects.get(number=number)
    handler = next(
        street.actor(login) for login in ("city1", "city2", "city3") if row.post in street.actor(login).reach.posts
    )
    after = street.photo(by=handler, purpose="after")
    before = street.photo(by=handler, purpose="before", colour="red")
    finish_matter(
        matter=row.id, result="已清运垃圾，电话0531-82001234可查", evidence=(before, after), by=handler, at=MORNING
    )
    close_matter(matter=row.id, by=street.actor("check1"), at=MORNING)
    return number


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_sheet_tells_the_whole_matter_masked_as_on_the_screen(street: Street, enter: Enter, form: str) -> None:
    number = finished(street)
    said = printed(enter("dispatch1"), number, "sheet", form)
    parts = "杆石桥街道办事处 事项办理单 138****5678 张* 139****5432 春元里小区3号楼 办理时限 按时 办理经过 已清运垃圾"
    for part in [number, *parts.split(), "垃圾成堆没人清", "处置后", "含个人信息，请妥善保管", "校验值"]:
        assert part in said, part
    for part in ("13812345678", "13998765432", "张三丰", "82001234"):
        assert part not in said


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_order_says_who_what_until_when_and_brings_a_slip(street: Street, enter: Enter, form: str) -> None:
    said = printed(enter("dispatch1"), dispatched(street), "order", form)
    parts = "事项交办单 交你单位办理 办结时限 前办结并报送办理情况 需提交的佐证 回执 签收人 □处置前照片 （盖章） 2018年6月27日"
    for part in parts.split():
        assert part in said, part
    assert "13998765432" not in said


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_letter_says_what_was_decided_and_nothing_internal(street: Street, enter: Enter, form: str) -> None:
    from shiqiao.kernel.matters.actions import decline_matter, redirect_matter

    number = dispatched(street)
    row = Matter.objects.get(number=number)
    redirect_matter(
        matter=row.id, handler=street_handler(street), reason="内部理由甲乙丙", by=street.actor("dispatch1"), at=MORNING
    )
    accepted = printed(enter("dispatch1"), number, "letter", form)
    for part in ("受理告知书", number, "张*：", "您于2018年6月27日反映的事项", "承诺办结时限", "查询办理进度"):
        assert part in accepted, part
    done = printed(enter("dispatch1"), finished(street), "letter", form)
    for part in ("办结告知书", "已清运垃圾", "2018年7月27日前", "重新办理"):
        assert part in done, part
    refused = street.report().number
    decline_matter(
        matter=Matter.objects.get(number=refused).id, outcome="legal_channel", answer="请向法院起诉。",
        by=street.actor("dispatch1"), at=MORNING,
    )  # fmt: skip
    declined = printed(enter("dispatch1"), refused, "letter", form)
    for part in ("不予受理告知书", "告知法定渠道", "请向法院起诉。", "反映人："):
        assert part in declined, part
    for said in (accepted, done, declined):
        assert "内部理由" not in said
        assert "垃圾成堆" not in said
        assert "反映内容" not in said


def test_papers_speak_the_readers_language(street: Street, enter: Enter) -> None:
    client, number = enter("dispatch1"), dispatched(street)
    client.cookies["django_language"] = "en"
    for code, part in {"sheet": "Mattersheet", "order": "Returnslip", "letter": "Letterofacceptance"}.items():
        for form in READ:
            assert part in printed(client, number, code, form), (code, form)


def test_a_paper_that_has_nothing_to_say_yet_is_refused_with_the_reason(street: Street, enter: Enter) -> None:
    number = street.report(lon=None, lat=None, grid=0).number
    client = enter("dispatch1")
    answer = client.post(f"/matters/{number}/print/letter.pdf")
    assert answer.status_code == 409
    assert "尚未受理" in answer.content.decode()
    assert "尚未受理" in client.get(f"/matters/{number}/").content.decode()
    Matter.objects.filter(number=number).update(post=0)
    assert client.post(f"/matters/{number}/print/order.docx").status_code == 409
    with pytest.raises(Conflict):
        print_paper(Matter.objects.get(number=number), "order", "pdf", by=street.actor("dispatch1"), at=MORNING)


def test_who_may_not_read_the_matter_cannot_print_it(street: Street, enter: Enter) -> None:
    number = dispatched(street)
    assert enter("c2g1").post(f"/matters/{number}/print/sheet.pdf").status_code == 404
    assert Client().post(f"/matters/{number}/print/sheet.pdf").status_code == 302
    for address in ("nothing.pdf", "sheet.exe"):
        assert enter("dispatch1").post(f"/matters/{number}/print/{address}").status_code == 404
    assert enter("dispatch1").get(f"/matters/{number}/print/sheet.pdf").status_code == 405


def test_a_complaint_about_the_office_hides_its_reporter_on_paper_too(street: Street, enter: Enter) -> None:
    from shiqiao.kernel.catalogue.reads import catalogue
    from shiqiao.kernel.matters.actions import Contact

    about = next((item.code for item in catalogue(street.number).items.values() if item.about_office), None)
    assert about
    number = street.report(item=about, contact=Contact("张三丰", "13998765432")).number
    row = Matter.objects.get(number=number)
    assert "张*" in printed(enter("dispatch1"), number, "sheet", "docx")
    handler = actor_for(Account.objects.get(pk=row.holder))
    said = words_of_docx(print_paper(row, "sheet", "docx", by=handler, at=MORNING).content)
    assert "按规定不显示" in said
    assert "张*" not in said


def test_printing_is_a_line_of_the_journal_that_moves_no_matter(street: Street, enter: Enter) -> None:
    number = dispatched(street)
    row = Matter.objects.get(number=number)
    for form in ("pdf", "docx"):
        printed(enter("dispatch1"), number, "order", form)
    lines = lines_of(Ref("print", row.id))
    assert [(line.code, line.data["paper"], line.data["form"]) for line in lines] == [
        ("journal.printed", "order", "pdf"), ("journal.printed", "order", "docx"),
    ]  # fmt: skip
    assert lines[0].data["of"] == f"matter:{row.id}"
    assert list(check_chain(lines)) == []
    assert Matter.objects.get(number=number).seq == row.seq
    assert list(check_matters()) == []


def test_who_printed_and_when_stands_on_every_page_with_its_number(street: Street) -> None:
    row = Matter.objects.get(number=dispatched(street))
    by = street.actor("dispatch1")
    long = Facts([[("反映内容", "很长的内容。" * 2500)]])
    made = PAPERS["sheet"][1](ground_of(row, by, MORNING))
    pages = PdfReader(io.BytesIO(pdf.render(Paper(**{**vars(made), "blocks": [*made.blocks, long]})))).pages
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        said = flat(page.extract_text())
        assert f"第{number}页，共{len(pages)}页" in said
        assert "打印：" in said
        assert "2018-06-2710:00" in said
        assert row.number in said


def test_the_same_content_makes_the_same_paper(street: Street) -> None:
    row = Matter.objects.get(number=dispatched(street))
    by = street.actor("dispatch1")
    one, two = (PAPERS["sheet"][1](ground_of(row, by, MORNING)) for _ in range(2))
    assert one == two
    assert pdf.render(one) == pdf.render(two)
    assert words_of_docx(word.render(one)) == words_of_docx(word.render(two))


STRANGE = "#set <b>&amp; *x* $y$ @z \\ [a](b) “引号” \x07 " + "a" * 300 + " 龘\n第二行"


@pytest.mark.parametrize("render", [word.render, pdf.render])
def test_a_paper_takes_whatever_words_there_are(render: Callable[[Paper], bytes]) -> None:
    blocks = [
        Section(STRANGE), Facts([[(STRANGE, STRANGE)], [("甲", ""), ("乙", STRANGE)]], frozenset({"甲"})),
        Grid(("一", "二"), [(STRANGE, ""), ("", STRANGE)], (1, 2)), Text([STRANGE, ""]), Text([], opening=True),
        Pictures([Picture(picture(), STRANGE)] * 4), Pictures([]), Signature(STRANGE, "", ""), Cut(STRANGE),
    ]  # fmt: skip
    paper = Paper(STRANGE, STRANGE, ("编号", "1"), STRANGE, ("第", "页共", "页"), "zh-hans", STRANGE, blocks)
    content = render(paper)
    said = flat((words_of_docx if content[:2] == b"PK" else words_of_pdf)(content))
    assert said.count("#set<b>&amp;*x*$y$@z") >= 8


def test_without_its_font_a_pdf_says_what_to_do(tmp_path: Path, settings: object) -> None:
    settings.FONTS = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(pdf.FontMissing, match="make setup"):
        pdf.render(Paper("办事处", "题", ("编号", "1"), "", ("", "", ""), "zh-hans"))


def test_the_page_offers_papers_and_shows_documents_as_rows(street: Street, enter: Enter) -> None:
    from shiqiao.kernel.files.actions import UPLOAD, store
    from tests.kernel.files.samples import film

    by = street.actor("dispatch1")
    kept = store(
        film(), name="现场.mp4", subject=UPLOAD, purpose="report", street=street.number, by=by, at=MORNING
    )  # fmt: skip
    number = street.report(photos=(("report", kept.sha256),), by=by).number
    client = enter("dispatch1")
    page = client.get(f"/matters/{number}/").content.decode()
    assert f'action="/matters/{number}/print/sheet.pdf"' in page
    assert "现场.mp4" not in page, "senders put names and telephones into names of files"
    assert "视频 · 1 kB" in page
    address = re.search(r'href="(/files/\d+/)" download', page)
    assert address
    answer = client.get(address[1])
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("video/mp4", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == film()  # type: ignore[attr-defined]
