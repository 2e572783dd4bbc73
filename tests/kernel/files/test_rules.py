"""Which files are taken, and what becomes of pictures."""

import contextlib
import io
import struct
import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shiqiao.base.errors import Invalid, fill
from shiqiao.kernel.files import pictures, rules

from .conftest import PDF, picture

pytestmark = pytest.mark.unit
ZONE = ZoneInfo("Asia/Shanghai")


def prepare(content, name="照片.jpg", field="photo"):
    return rules.prepare(content, name=name, zone=ZONE, field=field)


def refusal(content, name="照片.jpg"):
    with pytest.raises(Invalid) as caught:
        prepare(content, name)
    assert list(caught.value.fields) == ["photo"]
    return fill(caught.value.fields["photo"], caught.value.params)


def opened(content):
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("format_", "code"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp")])
def test_pictures_are_told_by_content_and_come_out_as_jpeg(format_, code):
    content = picture(format_)
    assert rules.sniff(content).code == code
    made = prepare(content, f"现场.{code}")
    assert (made.kind.mime, made.width, made.height, made.name) == (
        "image/jpeg",
        60,
        40,
        "现场.jpg" if code != "jpeg" else "现场.jpeg",
    )
    assert rules.sniff(made.content).code == "jpeg"


def test_a_pdf_is_taken_as_it_is():
    made = prepare(PDF, "证明.PDF")
    assert (made.content, made.kind.code, made.name, made.width, made.thumbnail) == (PDF, "pdf", "证明.pdf", 0, None)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.builds(lambda kind, rest: kind.marks[0][1] + rest, st.sampled_from(rules.KINDS), st.binary(max_size=300)),
    )
)
def test_random_bytes_never_crash_and_never_become_a_picture(content):
    kind = rules.sniff(content)
    assert kind is None or kind in rules.KINDS
    with pytest.raises(Invalid) as caught:
        prepare(content)
    assert set(caught.value.fields) == {"photo"}


@given(st.integers(0, 700), st.integers(1, 255))
def test_a_picture_with_a_flipped_byte_is_taken_or_refused_but_never_crashes(place, change):
    content = bytearray(picture())
    content[place % len(content)] ^= change
    with contextlib.suppress(Invalid):
        assert rules.sniff(prepare(bytes(content)).content).code == "jpeg"


def test_a_photo_of_40_mb_is_refused_with_size_limit_and_remedy():
    said = refusal(picture() + b"\0" * 40 * rules.MB)
    assert "41 MB" in said
    assert "at most 20 MB" in said
    assert "smaller picture" in said


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html>",
        b"\xef\xbb\xbf \n<html><script>alert(1)</script>",
        b"<svg onload=alert(1)>",
        b"<?xml version='1.0'?><svg/>",
    ],
)
def test_html_in_a_photos_clothes_is_refused(content):
    assert "web page" in refusal(content)


def test_html_behind_the_beginning_of_a_picture_does_not_survive():
    made = prepare(picture() + b"<script>alert(1)</script>")
    assert b"<script" not in made.content
    assert "damaged" in refusal(b"\xff\xd8\xff<html><script>alert(1)</script>")


@pytest.mark.parametrize("content", [b"MZ\x90\0", b"GIF89a" + b"\0" * 20, b"text"])
def test_other_kinds_are_refused_with_the_list_of_those_taken(content):
    assert "jpg, png, webp" in refusal(content)


def test_empty_and_cut_off_files_are_refused():
    assert "empty" in refusal(b"")
    assert "damaged" in refusal(picture(size=(600, 400))[:900])
    assert "damaged" in refusal(picture("PNG", size=(600, 400))[:300])
    assert "incomplete" in refusal(PDF[:20], "a.pdf")


def test_a_wrong_ending_is_reported_and_another_picture_ending_put_right():
    assert "ends with .jpg but the content is PDF" in refusal(PDF, "证明.jpg")
    assert "ends with .pdf but the content is JPEG" in refusal(picture(), "证明.pdf")
    assert prepare(picture("PNG"), "截图.jpg").name == "截图.jpg"
    assert prepare(picture("WEBP"), "IMG.PNG").name == "IMG.jpg"


def bomb(width, height):
    """Return a small PNG that unpacks to width × height pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * ((width // 8 + 1) * 10), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("side", "millions"), [(7_100, "51 million"), (10_000, "100 million"), (40_000, "1600 million")]
)
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(side, millions):
    assert millions in refusal(bomb(side, side), "a.png")


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(60, 40), (4000, 1000)])
def test_a_picture_taken_upright_is_shown_upright_and_never_larger_than_2560(format_, size):
    made = prepare(
        picture(format_, size, orientation=6, quality=90) if format_ != "PNG" else picture(format_, size, orientation=6)
    )
    longest = min(max(size), 2560)
    assert (made.width, made.height) == (round(longest * size[1] / size[0]), longest)
    with opened(made.content) as shown:
        assert shown.size == (made.width, made.height)
        red, blue = shown.getpixel((made.width // 2, 2)), shown.getpixel((made.width // 2, made.height - 3))
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_everything_the_camera_wrote_is_stripped_but_its_time_is_handed_over(format_):
    made = prepare(picture(format_, orientation=3, taken="2018:06:27 09:58:01"))
    assert made.taken_at == datetime(2018, 6, 27, 9, 58, 1, tzinfo=ZONE)
    for content in (made.content, made.thumbnail):
        assert b"Exif" not in content
        assert "张三".encode() not in content
        with opened(content) as shown:
            assert not shown.getexif()
            assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("taken", "offset", "hours"),
    [("2018:06:27 09:58:01", "+09:00", 9), ("2018-06-27 09:58:01", "-03:30", -3.5), ("2018:06:27 09:58:01", "?", 8)],
)
def test_the_time_zone_of_the_camera_is_respected(taken, offset, hours):
    made = prepare(picture(taken=taken, offset=offset))
    assert made.taken_at.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "2018:13:45 99:99:99", "yesterday", "1901:01:01 00:00:00"])
def test_a_nonsense_time_of_the_camera_costs_nothing_but_the_time(taken):
    assert prepare(picture(taken=taken)).taken_at is None


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "P", "1", "I;16", "CMYK"])
def test_every_colour_mode_becomes_an_ordinary_picture(mode):
    made = prepare(picture("JPEG" if mode == "CMYK" else "PNG", (3000, 20), mode=mode), "a.jpg")
    with opened(made.content) as shown:
        assert (shown.mode, shown.size) == ("RGB", (2560, 17))


def test_transparent_ground_becomes_white_and_sixteen_bits_keep_their_shades():
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    with opened(prepare(clear.getvalue()).content) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)
    grey = io.BytesIO()
    Image.new("I;16", (20, 20), 128 * 256).save(grey, "PNG")
    with opened(prepare(grey.getvalue()).content) as shown:
        assert shown.getpixel((5, 5))[0] == pytest.approx(128, abs=2)


def test_the_small_picture_is_at_most_320_and_can_be_made_again():
    made = prepare(picture(size=(1000, 500)))
    with opened(made.thumbnail) as small:
        assert small.size == (320, 160)
    with opened(pictures.thumbnail_of(made.content)) as again:
        assert again.size == (320, 160)


def test_the_same_picture_gives_the_same_bytes_so_that_it_is_stored_once():
    assert prepare(picture()).content == prepare(picture()).content


@given(st.text(max_size=300), st.sampled_from(rules.KINDS))
def test_names_are_fit_for_a_download_whatever_was_sent(name, kind):
    cleaned = rules.clean_name(name, kind)
    assert cleaned.endswith(kind.endings)
    assert 5 <= len(cleaned) <= 120
    assert not set(cleaned) & set('/\\\0\r\n"<>|:*?')
    assert not cleaned.startswith(".")
    assert rules.clean_name(cleaned, kind) == cleaned


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\fakepath\\IMG_1.JPG", "IMG_1.jpg"),
        ("", "file.jpg"),
        ("垃圾  堆😀.png", "垃圾 堆😀.jpg"),
        ("a.tar.gz", "a.tar.gz.jpg"),
    ],
)
def test_names_lose_folders_and_get_the_right_ending(name, cleaned):
    assert rules.clean_name(name, rules.BY_CODE["jpeg"]) == cleaned


def test_the_field_of_the_form_is_named_in_the_error():
    with pytest.raises(Invalid) as caught:
        prepare(b"", field="paper")
    assert list(caught.value.fields) == ["paper"]
    with pytest.raises(Invalid) as caught:
        rules.known_purpose("selfie")
    assert list(caught.value.fields) == ["purpose"]
