"""Attachments move from the folder to S3 and back while the office works: proven, resumable, nothing lost on the way."""

import json
from contextlib import nullcontext
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from shiqiao.base.actor import Ref
from shiqiao.base.db.scope import whole
from shiqiao.kernel.files import actions, reads, stores
from shiqiao.kernel.files.bucket import Bucket
from shiqiao.kernel.files.disk import THUMBNAIL, Folder
from shiqiao.kernel.files.moving import move

from .conftest import PDF, picture, spoil
from .test_store import content, store


@pytest.fixture(params=["to S3", "back"])
def way(request, settings, s3, own_folder):
    """Where attachments lie at first, and the settings by which they move."""
    address = s3.address()
    there, new = ("", address) if request.param == "to S3" else (address, "")
    settings.OPTIONS = replace(settings.OPTIONS, attachments=there, **s3.settings)

    def begin():
        settings.OPTIONS = replace(settings.OPTIONS, attachments=new, attachments_former=there or "folder")
        both = stores.store()
        assert isinstance(both, stores.Moving)
        assert {type(both.former), type(both.current)} == {Folder, Bucket}
        return {"former": both.former, "current": both.current}

    return begin


def filled():
    return [
        store(),
        store(PDF, name="a.pdf", purpose="document"),
        store(picture(size=(90, 80)), subject=Ref("matter", 9)),
    ]


def test_all_are_found_before_during_and_after(db, way):
    made = filled()
    before = {one.pk: content(one) for one in made}
    both = way()
    later = store(b"%PDF-1.7\n2 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", name="b.pdf", purpose="document")
    assert both["current"].holds(later.sha256)
    assert not both["former"].holds(later.sha256)
    assert {one.pk: content(one) for one in made} == before
    done = move(**both)
    assert (done.moved, done.there, done.unneeded, done.damaged) == (3, 0, 0, [])
    assert list(both["former"].stored()) == []
    assert sorted(both["current"].stored()) == sorted({one.sha256 for one in (*made, later)})
    assert both["current"].holds(made[0].sha256, THUMBNAIL)
    assert {one.pk: content(one) for one in made} == before
    assert list(reads.verify_files()) == []


def test_broken_off_it_goes_on_where_it_stopped(db, way):
    filled()
    both = way()
    looked = []

    def power(count):
        looked.append(count)
        if count == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move(**both, report=power)
    assert list(reads.verify_files()) == []
    done = move(**both)
    assert (done.moved, done.there) == (1, 0)
    assert move(**both).moved == 0
    assert list(reads.verify_files()) == []


def test_a_copy_leaves_the_former_as_it_was_and_does_not_write_twice(db, way):
    filled()
    both = way()
    assert move(**both, copy=True).moved == 3
    assert move(**both, copy=True).there == 3
    assert sorted(both["former"].stored()) == sorted(both["current"].stored())


def test_what_is_damaged_stays_and_is_named_and_what_nobody_needs_is_left_behind(db, way):
    good, bad, _ = filled()
    both = way()
    spoil(both["former"], bad.sha256, b"spoilt")
    orphan = stores.write(both["former"], b"of nobody")
    done = move(**both)
    assert (done.moved, done.unneeded, done.damaged) == (2, 1, [bad.sha256])
    assert list(both["former"].stored()) == [bad.sha256]
    assert not both["current"].holds(orphan)
    assert content(good)


def test_an_object_that_arrived_otherwise_than_it_was_sent_does_not_take_the_former_away(db, way, monkeypatch):
    made = store(PDF, name="a.pdf", purpose="document")
    both = way()
    kept = type(both["current"]).keep

    def keep(self, spooled):
        kept(self, spooled)
        spoil(self, spooled.sha256, b"bent")

    monkeypatch.setattr(type(both["current"]), "keep", keep)
    assert move(**both).damaged == [made.sha256]
    assert stores.whole(both["former"], made.sha256)


def test_erasing_during_a_move_takes_the_bytes_from_both(db, way, django_capture_on_commit_callbacks):
    made, *_ = filled()
    both = way()
    move(**both, copy=True)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(made)
    assert not any(one.holds(made.sha256) or one.holds(made.sha256, THUMBNAIL) for one in both.values())
    spare = stores.write(both["former"], b"of nobody")
    assert actions.remove_orphans() == [spare]


def test_the_command_moves_and_names_what_is_missing(live_street, s3, settings, monkeypatch):
    from shiqiao.config.cli import build

    with whole():
        live_street.photo(by=live_street.actor("dispatch1"), purpose="before", colour="red")
    monkeypatch.setattr("shiqiao.config.runtime.connect_data", lambda *_, **__: nullcontext())
    ran = CliRunner().invoke(build(), ["attachments", "move"])
    assert list(ran.exception.fields) == ["SHIQIAO_ATTACHMENTS_FORMER"]
    chosen = {"attachments": s3.address(), "attachments_former": "folder", **s3.settings}
    settings.OPTIONS = replace(settings.OPTIONS, **chosen)
    ran = CliRunner().invoke(build(), ["attachments", "move"])
    assert ran.exit_code == 0, ran.output
    assert "1 brought over" in ran.output
    assert json.loads(CliRunner().invoke(build(), ["--json", "attachments", "move"]).stdout)["moved"] == 0
