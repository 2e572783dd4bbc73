"""Attachments in a folder or on S3, and in the table: stored once, fenced, found damaged, erased, cleaned up."""

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.files import actions, reads, rules, stores
from shiqiao.kernel.files.disk import THUMBNAIL
from shiqiao.kernel.files.errors import FileLost
from shiqiao.kernel.files.models import Attachment

from .conftest import PDF, picture, spoil
from .samples import EVERY, PLACE, XYZ, film, mp3

STREET = 370103003
AT = datetime(2018, 6, 27, 2, 0, tzinfo=UTC)
BY = Actor(kind="account", code="ccy.g03.city", street=STREET)
MATTER = Ref("matter", 7)


def store(content=None, *, name="张三13812345678.jpg", subject=MATTER, purpose="before", street=STREET):
    content = picture(taken="2018:06:27 09:58:01") if content is None else content
    return actions.store(content, name=name, subject=subject, purpose=purpose, street=street, by=BY, at=AT)


def content(made):
    with reads.open_file(made) as file:
        return file.read()


def test_a_photo_is_kept_under_its_hash_outside_the_web_root(db, own_folder):
    made = store()
    kept = stores.store().place(made.sha256)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == made.sha256
    assert kept == own_folder / "files" / made.sha256[:2] / made.sha256[2:]
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (made.mime, made.is_picture, made.size) == ("image/jpeg", True, kept.stat().st_size)
    assert (made.created_at, made.created_by, made.subject) == (AT, "ccy.g03.city", MATTER)
    assert made.taken_at == datetime(2018, 6, 27, 1, 58, 1, tzinfo=UTC)
    with reads.open_file(made) as file:
        assert rules.sniff(file.read()).code == "jpeg"


def test_the_name_is_personal_and_nowhere_to_be_read_without_the_keys(db, own_folder):
    made = Attachment.objects.get(id=store().id)
    assert made.name == "张三13812345678.jpg"
    assert "13812345678" not in str(made)
    assert b"13812345678" not in bytes(made.name_sealed)
    assert not [path for path in own_folder.rglob("*") if "13812345678" in path.name]


def test_the_same_photo_sent_again_is_the_same_attachment_and_the_same_bytes(kept, db):
    first, second = store(), store(name="again.jpg")
    assert first.id == second.id
    other = store(subject=Ref("matter", 8))
    after = store(purpose="after")
    assert len({first.id, other.id, after.id}) == 3
    assert {first.sha256} == {other.sha256, after.sha256}
    assert list(stores.store().stored()) == [first.sha256]


def test_an_open_file_is_taken_and_a_huge_one_refused_without_being_read(kept, db):
    made = store(io.BytesIO(PDF), name="证明.pdf", purpose="evidence")
    assert (made.mime, made.is_picture, made.size) == ("application/pdf", False, len(PDF))

    class Huge(io.BytesIO):
        def seek(self, place, whence=os.SEEK_SET):
            self.at_end = whence == os.SEEK_END
            return super().seek(place, whence)

        def tell(self):
            return 40 * rules.MB if self.at_end else super().tell()

        def read(self, size=-1):
            assert 0 <= size <= rules.HEAD
            return super().read(size)

    with pytest.raises(Invalid) as caught:
        store(Huge(picture()))
    assert "40 MB" in rules.TOO_LARGE.format(**caught.value.params)
    assert caught.value.fields == {"photo": rules.TOO_LARGE}


class Sparing(io.BytesIO):
    """A file that must be read in pieces."""

    def read(self, size=-1):
        assert 0 <= size <= 1 << 20
        return super().read(size)


def test_a_video_is_copied_piece_by_piece_blanked_and_proven_by_the_hash_of_what_is_kept(kept, db, own_folder):
    sent = film(moov=(XYZ,), data=os.urandom(12 * rules.MB))
    made = store(Sparing(sent), name="现场.mp4", purpose="after")
    there = content(made)
    assert (made.kind, made.mime, made.is_picture, made.size) == ("mp4", "video/mp4", False, len(sent))
    assert hashlib.sha256(there).hexdigest() == made.sha256
    assert PLACE not in there
    assert there[:1000] == sent[:1000]
    assert store(sent, name="again.mp4", purpose="after").id == made.id
    assert list(reads.verify_files()) == []
    assert not list(own_folder.rglob("*.part"))


@pytest.mark.parametrize("code", [code for code in EVERY if code != "heic"])
def test_documents_and_recordings_are_kept_for_download_only(kept, db, code):
    made = store(io.BytesIO(EVERY[code]()), name=f"a.{code}", purpose="report")
    assert (made.kind, made.is_picture) == (code, False)
    assert list(reads.verify_files()) == []
    with pytest.raises(NotFound):
        reads.thumbnail(made)


def test_an_upload_that_was_cut_off_at_the_limit_is_refused_with_its_true_size(db):
    class Cut(io.BytesIO):
        size = 900 * rules.MB

    with pytest.raises(Invalid) as caught:
        store(Cut(film()), name="a.mp4", purpose="report")
    assert caught.value.params == {"size": 900, "limit": 100}


def test_a_sound_sent_for_a_report_cannot_become_the_photo_of_a_result(db):
    sha256 = actions.store(
        mp3(), name="a.mp3", subject=actions.UPLOAD, purpose="report", street=STREET, by=BY, at=AT
    ).sha256
    with pytest.raises(Invalid) as caught:
        adopt(sha256, purpose="after")
    assert caught.value.fields == {"photos": rules.NOTHING_TO_SEE}
    adopt(sha256, purpose="document")


def test_nothing_is_stored_when_the_file_is_refused(kept, db):
    with pytest.raises(Invalid):
        store(b"<html>")
    with pytest.raises(Invalid):
        store(purpose="selfie")
    assert list(stores.store().stored()) == []
    assert not Attachment.objects.exists()


def test_attachments_of_many_subjects_cost_one_query(db, django_assert_num_queries):
    one, two = store(), store(purpose="after")
    three = store(subject=Ref("matter", 8))
    store(subject=Ref("visit", 7))
    assert reads.attachments_of(MATTER) == [one, two]
    with django_assert_num_queries(1):
        assert reads.attachments_of_many("matter", [7, 8, 9]) == {7: [one, two], 8: [three]}


def test_an_attachment_of_another_subject_is_not_found(db):
    made = store()
    assert reads.attachment(made.id, subject=MATTER) == made
    with pytest.raises(NotFound):
        reads.attachment(made.id, subject=Ref("matter", 8))


def test_another_street_sees_no_attachment_and_cannot_add_one_here(fenced):
    store()
    fenced(370103004)
    assert reads.attachments_of(MATTER) == []
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        store(purpose="after")


def test_the_small_picture_is_there_at_once_and_made_again_when_lost(kept, db):
    made = store(picture(size=(1000, 500)))
    before = reads.thumbnail(made)
    kept.remove(made.sha256)
    store(picture(size=(1000, 500)))
    lost = kept.holds(made.sha256, THUMBNAIL)
    kept.remove(made.sha256)
    kept.put(made.sha256, picture(size=(1000, 500)))
    assert (lost, kept.holds(made.sha256, THUMBNAIL)) == (True, False)
    assert rules.sniff(reads.thumbnail(made)).code == rules.sniff(before).code == "jpeg"
    assert kept.holds(made.sha256, THUMBNAIL)
    with pytest.raises(NotFound):
        reads.thumbnail(store(PDF, name="a.pdf", purpose="document"))


def test_lost_and_changed_bytes_are_found(kept, db):
    good, lost, changed = store(), store(PDF, name="a.pdf", purpose="document"), store(picture(size=(80, 80)))
    assert list(reads.verify_files()) == []
    spoil(kept, lost.sha256, None)
    there = content(changed)
    spoil(kept, changed.sha256, there[:100] + b"\x00\x01\x02" + there[103:])
    assert {(one.attachment.id, one.reason) for one in reads.verify_files()} == {
        (lost.id, "missing"),
        (changed.id, "changed"),
    }
    assert good.id not in {one.attachment.id for one in reads.verify_files()}
    with pytest.raises(FileLost):
        reads.open_file(lost)


def test_storing_damaged_bytes_again_heals_them(kept, db):
    made = store()
    spoil(kept, made.sha256, b"x")
    assert store().id == made.id
    assert list(reads.verify_files()) == []


def test_erasing_takes_the_bytes_only_with_the_last_attachment_that_needs_them(
    kept, db, django_capture_on_commit_callbacks
):
    one, two = store(), store(subject=Ref("matter", 8), street=370103004)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(one)
    assert kept.holds(two.sha256)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(two)
    assert list(stores.store().stored()) == []
    assert not kept.holds(two.sha256, THUMBNAIL)


def upload(by=BY, street=STREET, at=AT, purpose="report"):
    return actions.store(
        picture(), name="a.jpg", subject=actions.UPLOAD, purpose=purpose, street=street, by=by, at=at
    ).sha256


def adopt(sha256, *, by=BY, subject=MATTER, purpose="after"):
    actions.adopt([(purpose, sha256)], subject=subject, street=STREET, by=by, at=AT)


def test_an_upload_is_attached_to_its_report_once_under_the_purpose_of_the_report(kept, db):
    sha256 = upload()
    assert upload() == sha256
    adopt(sha256)
    adopt(sha256)
    assert [(one.sha256, one.purpose, one.name) for one in reads.attachments_of(MATTER)] == [(sha256, "after", "a.jpg")]


def test_only_who_sent_a_file_can_use_it(db):
    sha256 = upload()
    other = Actor(kind="account", code="ccy.g04.city", street=STREET)
    for hash_, by in ((sha256, other), ("0" * 64, BY), ("nonsense", BY)):
        with pytest.raises(Invalid) as caught:
            adopt(hash_, by=by)
        assert caught.value.fields == {"photos": actions.NOT_UPLOADED}


def test_two_who_send_the_same_picture_do_not_get_into_each_others_way(fenced):
    other = Actor(kind="account", code="ccy.g04.city", street=STREET)
    sha256 = upload()
    assert upload(by=other) == sha256
    adopt(sha256)
    adopt(sha256, by=other, subject=Ref("matter", 8))
    fenced(370103004)
    assert upload(street=370103004) == sha256


def test_uploads_expire_and_only_unused_ones_take_their_bytes_along(kept, db, django_capture_on_commit_callbacks):
    used = upload()
    adopt(used)
    unused = actions.store(
        PDF, name="a.pdf", subject=actions.UPLOAD, purpose="report", street=STREET, by=BY, at=AT
    ).sha256
    assert actions.expire_uploads(at=AT + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.expire_uploads(at=AT + timedelta(hours=25)) == 2
    assert list(stores.store().stored()) == [used] != [unused]
    with pytest.raises(Invalid):
        adopt(used, subject=Ref("matter", 8))


def test_erasing_a_photo_also_erases_the_upload_it_came_from(kept, db, django_capture_on_commit_callbacks):
    adopt(upload())
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(reads.attachments_of(MATTER)[0])
    assert list(stores.store().stored()) == []
    assert not Attachment.objects.exists()


def test_orphans_are_named_first_and_deleted_only_when_asked(db):
    needed, disk = store(), stores.store()
    orphan = stores.write(disk, b"nobody needs this")
    stale = disk.place(orphan).parent / ".0123.part"
    stale.write_bytes(b"")
    os.utime(stale, (0, 0))
    fresh = disk.place(orphan).parent / ".4567.part"
    fresh.write_bytes(b"")
    assert actions.remove_orphans() == [orphan, stale.name]
    assert disk.place(orphan).is_file()
    assert actions.remove_orphans(dry_run=False) == [orphan, stale.name]
    assert not disk.place(orphan).exists()
    assert (stale.exists(), fresh.exists()) == (False, True)
    assert disk.holds(needed.sha256)
    assert actions.remove_orphans(dry_run=False) == []


def test_bytes_needed_by_a_street_outside_the_fence_are_no_orphans(kept, fenced):
    store()
    fenced(370103004)
    assert actions.remove_orphans(dry_run=False) == []


def test_a_failing_write_leaves_neither_half_a_file_nor_a_temporary_one(own_folder, monkeypatch):
    def fail(_handle):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        stores.write(stores.store(), b"content")
    assert [path for path in own_folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "", "a" * 63, "A" * 64, "a" * 64 + "/x"])
def test_only_a_hash_leads_to_a_place_on_disk(sha256):
    with pytest.raises(ValueError, match="64 hexadecimal"):
        stores.store().place(sha256)


def test_the_database_refuses_an_unknown_purpose_and_a_broken_hash(db):
    made = store()
    for change in ({"purpose": "selfie"}, {"sha256": "x" * 64}, {"data_class": "secret"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(id=made.id).update(**change)


def test_a_rolled_back_act_leaves_an_orphan_that_the_clean_up_finds(kept, live_db):
    with whole():
        made = store()
        transaction.set_rollback(True)
    assert actions.remove_orphans() == [made.sha256]
    with whole():
        again = store()
    assert actions.remove_orphans() == []
    with whole():
        actions.erase(again)
    assert list(stores.store().stored()) == []
