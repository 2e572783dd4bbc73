"""Every kind of file that is taken, real ones made on the spot; and those that only look like one."""

import io
import struct
import zipfile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shiqiao.base.errors import Invalid, fill
from shiqiao.kernel.files import containers, rules

from .samples import (
    EVERY,
    PLACE,
    XYZ,
    box,
    element,
    excel,
    film,
    heard,
    heic,
    id3,
    mp3,
    old_excel,
    repacked,
    table,
    track,
    webm,
    word,
)  # fmt: skip

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Shanghai")
VBA = {"parts": {"word/vbaProject.bin": b"x"}}


def prepare(content, name, purpose=""):
    return rules.prepare(content, name=name, zone=ZONE, purpose=purpose)


def tried(content, name):
    try:
        return prepare(content, name)
    except Invalid as error:
        return error


def refusal(content, name, purpose=""):
    with pytest.raises(Invalid) as caught:
        prepare(content, name, purpose)
    assert list(caught.value.fields) == ["photo"]
    return fill(caught.value.fields["photo"], caught.value.params)


@pytest.mark.parametrize("code", [code for code in EVERY if code != "heic"])
def test_documents_and_recordings_are_told_by_content_and_kept_as_they_are(code):
    content = EVERY[code]()
    made = prepare(content, f"材料.{code}")
    assert (made.kind.code, made.name, made.content, made.width) == (code, f"材料.{code}", content, 0)
    assert prepare(content, "无后缀").name == f"无后缀{made.kind.endings[0]}"


@pytest.mark.parametrize("code", EVERY)
@pytest.mark.parametrize("name", ["网页.html", "a.svg"])
def test_a_web_page_under_any_name_is_refused(code, name):
    assert "web page" in refusal(b"<html><script>alert(1)</script></html>", f"a.{code}")
    assert "web page" in refusal(b"<svg onload=alert(1)>" + EVERY[code](), name)


def test_a_web_page_called_a_table_is_told_how_to_become_one():
    assert "save it as xlsx" in refusal(b"<html><table><tr><td>1</td></tr></table></html>", "报表.xls")


@pytest.mark.parametrize("name", ["报表.xlsx", "合同.docx", "照片.jpg", "录音.mp3", "说明.pdf"])
def test_a_document_under_the_name_of_another_kind_is_refused(name):
    assert f"ends with {name[name.index('.') :]}" in refusal(old_excel(), name)


def test_recordings_may_bear_each_others_names():
    assert prepare(film(track(b"soun")), "录音.mp4").name == "录音.m4a"
    assert prepare(film(brand=b"qt  "), "IMG_1.mp4").name == "IMG_1.mov"
    assert prepare(film(track(b"soun"), track(b"vide"), brand=b"M4A "), "a.m4a").kind.code == "mp4"


def test_sizes_are_limited_by_kind_before_anything_is_read():
    for name, limit in {"a.docx": 20, "a.mp3": 20, "a.pdf": 20, "a.mp4": 100, "a.mov": 100}.items():
        content = EVERY[name[2:]]()
        with pytest.raises(Invalid) as caught:
            rules.admit(io.BytesIO(content), limit * rules.MB + 1, name=name)
        assert caught.value.params == {"size": limit + 1, "limit": limit}


def test_sound_alone_has_the_limit_of_sound():
    assert "at most 20 MB" in refusal(film(track(b"soun"), data=bytes(21 * rules.MB)), "录音.mp4")


# ── heic ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_telephones_picture_comes_out_as_an_upright_jpeg_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2018:06:27 09:58:01"
    exif.get_ifd(0x8825)[1] = "N"
    made = prepare(heic((400, 200), exif=exif.tobytes()), "IMG_0001.HEIC")
    assert (made.kind.code, made.name, made.width, made.height) == ("jpeg", "IMG_0001.jpg", 200, 400)
    assert (made.taken_at.hour, made.taken_at.tzinfo) == (9, ZONE)
    with Image.open(io.BytesIO(made.content)) as shown:
        assert not shown.getexif()
        red, blue = shown.getpixel((100, 20)), shown.getpixel((100, 380))
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]


@pytest.mark.long
def test_a_telephones_picture_is_bounded_in_pixels_and_size():
    assert prepare(heic((3000, 300)), "a.heic").width == 2560
    assert "51 million pixels" in refusal(heic((7200, 7000)), "a.heic")


@given(st.integers(12, 550), st.integers(1, 255), st.booleans())
@settings(max_examples=12, deadline=None)
def test_a_damaged_telephones_picture_is_taken_or_refused_but_never_breaks_the_server(place, change, cut):
    content = bytearray(heic())
    place %= len(content)
    content[place] ^= change
    answer = tried(bytes(content[:place] if cut else content), "a.heic")
    assert isinstance(answer, rules.Prepared) or set(answer.fields) == {"photo"}


# ── office documents ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (repacked(word(), **VBA), "macros"),
        (repacked(excel(), parts={"xl/VBAPROJECT.BIN": b"x"}), "macros"),
        (repacked(excel(), parts={"xl/activeX/activeX1.bin": b"x"}), "macros"),
        (repacked(word(), parts={"[Content_Types].xml": None}), "archive"),
        (repacked(word(), parts={"[Content_Types].xml": b"<Types/>"}), "archive"),
        (repacked(word(), parts={"word/document.xml": None}), "archive"),
        (repacked(word(), parts={"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><Types/>"}), "damaged"),
        (repacked(word(), parts={"[Content_Types].xml": b" " * (1 << 20) + b" "}), "damaged"),
        (word() + b"<script>alert(1)</script>", "damaged"),
        (word()[:-30], "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
)
def test_a_package_that_is_no_plain_document_is_refused(content, said):
    assert said in refusal(content, "a.docx")


def test_a_macro_document_under_an_innocent_name_is_refused():
    types = zipfile.ZipFile(io.BytesIO(word())).read("[Content_Types].xml")
    main = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    changed = types.replace(containers._MAIN["docx"], main)
    assert changed != types
    assert "macros" in refusal(repacked(word(), parts={"[Content_Types].xml": changed}), "a.docx")


def test_a_zip_bomb_is_refused_by_what_its_listing_says_without_unpacking():
    content = repacked(word(), parts={"word/media/a.bin": bytes(containers.MOST_UNPACKED)})
    assert len(content) < rules.MB
    assert "larger than 300 MB" in refusal(content, "a.docx")


def test_an_endless_listing_and_a_locked_package_are_refused():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for n in range(containers.MOST_PARTS + 1):
            package.writestr(str(n), b"")
    assert "archive" in refusal(written.getvalue(), "a.docx")
    content = bytearray(excel())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "password" in refusal(bytes(content), "a.xlsx")


def renamed(content, old, new):
    changed = content.replace(old.encode("utf-16-le"), new.encode("utf-16-le"))
    assert changed != content
    return changed


@pytest.mark.parametrize(("new", "said"), [("VBA_Proj", "Office"), ("_VBA_Pro", "Office"), ("Whatever", "Office")])
def test_a_compound_file_without_a_workbook_is_refused(new, said):
    assert said in refusal(renamed(old_excel(), "Workbook", new), "a.xls")


def entry(content, name):
    """Return a compound file in which an unused directory entry bears a name."""
    at = content.index("Workbook".encode("utf-16-le"))
    sector = at - at % 512
    made = bytearray(content)
    free = next(place for place in range(sector, sector + 512, 128) if not made[place + 66])
    text = name.encode("utf-16-le")
    made[free : free + len(text)] = text
    struct.pack_into("<HB", made, free + 64, len(text) + 2, 1)
    return bytes(made)


@pytest.mark.parametrize(
    ("name", "said"), [("_VBA_PROJECT_CUR", "macros"), ("Macros", "macros"), ("EncryptedPackage", "password")]
)
def test_macros_and_passwords_in_a_compound_file_are_refused(name, said):
    assert said in refusal(entry(old_excel(), name), "a.xls")


def test_a_directory_that_runs_in_a_ring_ends():
    content = bytearray(old_excel())
    (directory,) = struct.unpack_from("<I", content, 48)
    (table_at,) = struct.unpack_from("<I", content, 76)
    struct.pack_into("<I", content, (table_at + 1) * 512 + 4 * directory, directory)
    assert "damaged" in refusal(bytes(content), "a.xls")


# ── recordings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_place_a_telephone_wrote_into_a_video_is_blanked_and_nothing_moves():
    content = film(moov=(XYZ, box(b"meta", b"com.apple.quicktime.location.ISO6709", PLACE)), after=box(b"uuid", PLACE))
    assert content.count(PLACE) == 3
    made = prepare(content, "a.mp4")
    assert made.kind.code == "mp4"
    assert PLACE not in made.content
    assert b"location" not in made.content
    assert len(made.content) == len(content)
    assert made.content[: content.index(b"moov")] == content[: content.index(b"moov")]
    assert prepare(made.content, "a.mp4").content == made.content


def test_the_place_in_a_tracks_own_data_is_blanked():
    made = prepare(film(track(b"vide", XYZ), track(b"soun", box(b"meta", PLACE))), "a.mp4")
    assert PLACE not in made.content
    assert made.content.count(b"vide") == 1


def test_a_track_of_positions_goes_with_its_samples():
    first = 8 + 12 + 8  # behind ftyp and the head of mdat
    where = table(b"stsc", 1, 2, 1, columns=3) + table(b"stco", first, first + 40)
    sizes = box(b"stsz", bytes(4), struct.pack(">II4I", 0, 4, 10, 10, 10, 10))
    data = (PLACE + b"..").ljust(20, b".") + b"\x11" * 20 + (PLACE + b"..").ljust(20, b".") + b"\x11" * 20
    made = prepare(film(track(b"vide"), track(b"meta", tables=where + sizes), data=data), "a.mp4")
    assert PLACE not in made.content
    assert made.content.count(b"\x11" * 20) == 2


def test_tables_that_lie_about_places_in_the_file_are_refused():
    beyond = (
        table(b"stsc", 1, 1, 1, columns=3) + table(b"stco", 2**31) + box(b"stsz", bytes(4), struct.pack(">II", 9, 1))
    )
    assert "damaged" in refusal(film(track(b"vide"), track(b"meta", tables=beyond)), "a.mp4")
    often = (
        table(b"stsc", 1, 1, 1, columns=3)
        + table(b"stco", *[28] * 90)
        + box(b"stsz", bytes(4), struct.pack(">II", 40, 90))
    )
    assert "damaged" in refusal(film(track(b"vide"), track(b"meta", tables=often)), "a.mp4")


@pytest.mark.parametrize(
    "content",
    [
        film()[:-9],
        film() + b"<script>alert(1)</script>",
        box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(20)),
        box(b"ftyp", b"isom", bytes(4)) + box(b"moov", track(b"vide")),
        box(b"ftyp", b"isom", bytes(4)) + struct.pack(">I4s", 4, b"moov"),
    ],
)
def test_a_video_whose_boxes_do_not_tile_it_is_refused(content):
    assert "damaged" in refusal(content, "a.mp4")


def test_a_video_of_nothing_is_refused():
    assert "neither sound nor picture" in refusal(film(track(b"hint")), "a.mp4")


def test_the_tags_of_an_mp3_are_blanked():
    text = "位置：某小区".encode()
    made = prepare(mp3(tag=id3(text), end=b"TAG" + text.ljust(125, b"\0")), "录音.mp3")
    assert text not in made.content
    assert rules.sniff(made.content).code == "mp3"
    assert prepare(made.content, "录音.mp3").content == made.content


@pytest.mark.parametrize("content", [mp3(2), id3(b"<script>"), b"ID3", mp3()[:417], b"\xff\xfb\x90\x00" + bytes(5000)])
def test_what_only_begins_like_an_mp3_is_refused(content):
    assert "damaged" in refusal(content, "a.mp3")


@pytest.mark.parametrize("open_ended", [True, False])
def test_what_a_recorder_writes_beside_sound_into_a_webm_is_blanked(open_ended):
    owner, tags = element("7ba9", PLACE), element("1254c367", PLACE)
    named = heard(b"A_OPUS", 2, element("536e", PLACE))
    more, app = (tags, element("ec", PLACE)), b"Recorder of 13800138000"
    content = webm(named, info=(owner, element("4461", bytes(8))), open_ended=open_ended, more=more, app=app)
    assert content.count(PLACE) == 4
    made = prepare(content, "voice.webm")
    assert (made.kind.code, made.name) == ("weba", "voice.weba")
    assert PLACE not in made.content
    assert b"13800138000" not in made.content
    assert len(made.content) == len(content)
    assert made.content.count(b"sound" * 9) == 4
    assert b"A_OPUS" in made.content
    assert prepare(made.content, "voice.weba").content == made.content


def test_short_elements_are_voided_whole():
    content = webm(more=(bytes.fromhex("4dbb80"), bytes.fromhex("4dbb8161")), open_ended=False)
    made = prepare(content, "a.webm").content
    assert made[-7:] == bytes.fromhex("ec4000" + "ec200000")
    assert prepare(made, "a.webm").content == made


@pytest.mark.parametrize(
    "content",
    [
        webm()[:200], webm(open_ended=False) + b"<script>alert(1)</script>", webm(clusters=0), webm(doctype=b"matroska"),
        b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3" + bytes(300),
    ],
)  # fmt: skip
def test_a_webm_whose_elements_do_not_tile_it_is_refused(content):
    assert "damaged" in refusal(content, "a.webm")


def test_a_webm_of_nothing_or_in_another_way_is_refused():
    assert "neither sound nor picture" in refusal(webm(heard(b"A_OPUS", 17)), "a.webm")
    assert "unusual way" in refusal(webm(heard(b"A_VORBIS", 2, element("63a2", PLACE))), "a.webm")


# ── purposes, and arbitrary bytes ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("purpose", ["before", "after"])
def test_a_sound_or_a_paper_is_no_photo_of_the_result(purpose):
    for code in ("mp3", "m4a", "weba", "pdf", "docx", "xlsx", "xls"):
        assert "photo is asked for" in refusal(EVERY[code](), f"a.{code}", purpose)
    assert prepare(film(), "a.mp4", purpose).kind.code == "mp4"


@pytest.mark.parametrize("code", [code for code in EVERY if code != "heic"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_cut_changed_and_random_bytes_never_crash(code, data):
    content = bytearray(EVERY[code]())
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        patch = data.draw(st.binary(min_size=1, max_size=8))
        content[place : place + len(patch)] = patch
    content = content[: data.draw(st.integers(0, len(content)))] + data.draw(st.binary(max_size=20))
    answer = tried(bytes(content), f"a.{code}")
    if isinstance(answer, Invalid):
        assert set(answer.fields) == {"photo"}
        assert "{" not in fill(answer.fields["photo"], answer.params)
    else:
        assert answer.kind in rules.KINDS


@given(
    st.sampled_from([b"\0\0\0\x14ftypisom\0\0\0\0mp42", b"ID3\4\0\0\0\0\0\1", b"\xff\xfb\x90\0", *EVERY]),
    st.binary(max_size=400),
)
@settings(max_examples=150, deadline=None)
def test_random_bytes_behind_a_known_beginning_never_crash(start, rest):
    start = start if isinstance(start, bytes) else rules.BY_CODE[start].marks[0][1]
    with pytest.raises(Invalid):
        prepare(start + rest, "a.bin")
