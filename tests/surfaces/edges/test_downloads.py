"""Giving out files: only to who may see them, under a safe name, in a cage, in ranges, and never what a link points to."""

import os
import re
import stat
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.files import actions, reads, stores
from shiqiao.kernel.files.disk import THUMBNAIL, Folder
from shiqiao.kernel.files.errors import FileLost
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people.models import Account
from shiqiao.surfaces.kit.downloads import span_of
from shiqiao.testing.street import Street, picture
from tests.kernel.files.samples import EVERY

BAD_NAMES = [
    "../../../etc/passwd.mp3", "..\\..\\boot.mp3", "a\r\nSet-Cookie: x=1.mp3", 'q"; filename="evil.html.mp3', "<script>.mp3",
    "photo\u202e3pm.exe.mp3", "录音（三号楼）.mp3", "\x00.mp3", "." * 300 + "mp3",
]  # fmt: skip


def attach(street: Street, content: bytes, name: str) -> Attachment:
    receipt = street.report()
    return actions.store(
        content, name=name, subject=Ref("matter", receipt.id), purpose="document", street=street.number,
        by=street.actor("dispatch1"), at=now(),
    )  # fmt: skip


def folder() -> Folder:
    """The folder of files."""
    found = stores.store()
    assert isinstance(found, Folder)
    return found


@pytest.fixture
def clerk(street: Street) -> Client:
    """A dispatcher's browser."""
    client = Client()
    client.force_login(Account.objects.get(username="dispatch1"))
    return client


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_cannot_leave_its_place_in_the_head(street: Street, clerk: Client, name: str) -> None:
    found = attach(street, EVERY["mp3"](), name)
    answer = clerk.get(f"/files/{found.pk}/")
    told = answer["Content-Disposition"]
    assert told.startswith("attachment")
    assert not set(told) & set("\r\n\x00<>\\/\u202e")
    bare = re.sub(r'"[^"]*"', '""', told)
    assert bare.count("filename=") + bare.count("filename*=") == 1
    assert "Set-Cookie" not in answer
    assert body(answer) == folder().place(found.sha256).read_bytes()


def test_what_people_sent_is_looked_at_in_a_cage(street: Street, clerk: Client) -> None:
    shown = attach(street, picture(), "照片.jpg")
    for query in ("", "?small"):
        answer = clerk.get(f"/files/{shown.pk}/{query}")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("inline")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "image/jpeg"
        assert "private" in answer["Cache-Control"]
        body(answer)


def test_a_recording_is_had_in_ranges(street: Street, clerk: Client) -> None:
    found = attach(street, EVERY["mp3"](), "录音.mp3")
    whole = folder().place(found.sha256).read_bytes()
    for asked, first, last in (
        ("bytes=10-19", 10, 19),
        ("bytes=100-", 100, len(whole) - 1),
        ("bytes=-7", len(whole) - 7, len(whole) - 1),
    ):
        answer = clerk.get(f"/files/{found.pk}/", headers={"range": asked})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
        assert body(answer) == whole[first : last + 1]
        assert int(answer["Content-Length"]) == last - first + 1
    outside = clerk.get(f"/files/{found.pk}/", headers={"range": f"bytes={len(whole)}-"})
    assert outside.status_code == 416
    other = clerk.get(f"/files/{found.pk}/", headers={"range": "bytes=0-4", "if-range": '"another"'})
    assert other.status_code == 200
    assert body(other) == whole


@given(first=st.integers(0, 60), last=st.integers(0, 60), size=st.integers(1, 50))
def test_a_range_is_what_python_slices(first: int, last: int, size: int) -> None:
    span, content = span_of(f"bytes={first}-{last}", size), bytes(range(size))
    if last < first:
        assert span is None
    elif first >= size:
        assert span == ()
    else:
        assert span
        assert content[span[0] : span[0] + span[1]] == content[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,4-5", "", "bytes=--1"])
def test_what_is_no_single_range_gives_the_whole(asked: str) -> None:
    assert span_of(asked, 10) is None


def test_others_do_not_learn_that_a_file_is_there(street: Street, clerk: Client) -> None:
    found = attach(street, picture(), "a.jpg")
    assert Client().get(f"/files/{found.pk}/").status_code == 302
    member = Client()
    member.force_login(Account.objects.get(username="city2"))
    assert member.get(f"/files/{found.pk}/").status_code == member.get("/files/999999/").status_code == 404


def test_files_lie_outside_what_is_served_closed_to_others_and_cannot_be_run(street: Street, settings: object) -> None:
    found = attach(street, picture(), "a.jpg")
    for path in (folder().place(found.sha256), folder().place(found.sha256, THUMBNAIL)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder().root.stat().st_mode) == 0o700
    assert not folder().root.is_relative_to(Path(settings.STATIC_ROOT))  # type: ignore[attr-defined]
    assert Client().get(f"/static/../files/{found.sha256[:2]}/{found.sha256[2:]}").status_code == 404


@pytest.mark.parametrize(
    "wrong", ["", "../" * 5 + "etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/..", "/etc/passwd" + "a" * 53]
)
def test_nothing_but_a_hash_names_a_place(wrong: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        folder().place(wrong)


def test_a_link_in_a_files_place_is_not_followed(street: Street, clerk: Client, tmp_path: Path) -> None:
    found = attach(street, EVERY["mp3"](), "a.mp3")
    secret, place = tmp_path / "secrets.json", folder().place(found.sha256)
    secret.write_text("the keys")
    place.unlink()
    place.symlink_to(secret)
    try:
        with pytest.raises(FileLost):
            reads.open_file(found)
        assert b"the keys" not in clerk.get(f"/files/{found.pk}/").content
        assert next(iter(reads.verify_files())).reason == "changed"
    finally:
        place.unlink()


def test_bytes_that_changed_or_went_are_found(street: Street) -> None:
    one, other = attach(street, EVERY["mp3"](), "a.mp3"), attach(street, picture("red"), "b.jpg")
    folder().place(one.sha256).write_bytes(b"other bytes")
    folder().place(other.sha256).unlink()
    told = {damage.attachment.pk: damage.reason for damage in reads.verify_files()}
    assert told[one.pk] == "changed"
    assert told[other.pk] == "missing"
    folder().remove(one.sha256)


def test_the_round_leaves_alone_what_was_written_today(db: None) -> None:
    sha256 = stores.write(folder(), b"left behind by a crash")
    place = folder().place(sha256)
    actions.sweep(at=now())
    assert place.is_file()
    os.utime(place, (1, 1))
    actions.sweep(at=now())
    assert not place.exists()
