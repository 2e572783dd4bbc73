"""What only a store on S3 can do wrong: it is away, it is somebody else's, an upload breaks off."""

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from django.test import Client

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Conflict, Invalid, Unavailable
from shiqiao.base.s3 import Access, opened
from shiqiao.kernel.files import actions, reads, stores
from shiqiao.kernel.files.bucket import HOUSE
from shiqiao.kernel.files.errors import FileLost, StoreAway
from shiqiao.kernel.files.models import Attachment
from tests.s3server import objects, started

from .conftest import PDF, picture
from .test_store import AT, Sparing, film, rules, store


@pytest.fixture
def bucket(s3, settings):
    """A prefix of its own on the server, named in the settings."""
    settings.OPTIONS = replace(settings.OPTIONS, attachments=s3.address(), **s3.settings)
    return stores.store()


def test_what_lies_in_the_bucket_is_the_bytes_under_their_hash_and_nothing_in_the_folder(db, bucket, s3, own_folder):
    made = store(PDF, name="张三.pdf", purpose="document")
    assert objects(s3, bucket.name) == {f"{made.sha256[:2]}/{made.sha256[2:]}": PDF}
    assert [path for path in own_folder.rglob("*") if path.is_file()] == []


def test_a_large_file_is_read_anywhere_in_it(db, bucket):
    sent = film(data=os.urandom(12 * rules.MB))
    made = store(Sparing(sent), name="a.mp4", purpose="after")
    with reads.open_file(made) as file:
        assert file.seek(0, os.SEEK_END) == len(sent)
        file.seek(7_000_001)
        assert file.read(70_000) == sent[7_000_001:7_070_001]


def test_a_store_that_is_away_says_so_in_words_loses_nothing_and_serves_again(db, settings, own_folder):
    for name in ("pyarrow", "moto", "flask"):
        pytest.importorskip(name, reason=f"{name} is not installed: no server of the S3 protocol to try against")
    server = started()
    settings.OPTIONS = replace(settings.OPTIONS, attachments=server.address(), **server.settings)
    made = store()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(30)
    with pytest.raises(StoreAway):
        store(PDF, name="a.pdf", purpose="document")
    assert Attachment.objects.count() == 1
    with pytest.raises(StoreAway):
        reads.open_file(made)
    with pytest.raises(StoreAway):  # not taken for damage
        list(reads.verify_files())
    with pytest.raises(StoreAway):
        actions.remove_orphans(dry_run=False)


def test_a_lost_object_is_lost_and_a_missing_bucket_is_no_loss(db, bucket, s3, settings):
    made = store()
    bucket.remove(made.sha256)
    with pytest.raises(FileLost):
        reads.open_file(made)
    settings.OPTIONS = replace(settings.OPTIONS, attachments="s3://nobody/files")
    with pytest.raises(StoreAway):
        store(PDF, name="a.pdf", purpose="document")


def test_another_installations_prefix_is_never_cleaned_up(db, bucket, s3):
    assert actions.remove_orphans(dry_run=False) == []
    stores.write(bucket, b"of another street's office")
    before = crypto._keys
    crypto.configure({"field_keys": {"1": "44" * 32}, "current": 1, "index": "55" * 32, "commit": "66" * 32})
    with pytest.raises(Conflict, match="another installation") as caught:
        actions.remove_orphans(dry_run=False)
    assert list(caught.value.fields) == ["SHIQIAO_ATTACHMENTS"]
    assert len(objects(s3, bucket.name)) == 2
    crypto._keys = before
    assert len(actions.remove_orphans(dry_run=False)) == 1
    assert list(objects(s3, bucket.name)) == [HOUSE]


def test_an_upload_that_fails_leaves_no_half_object(bucket, s3):
    class Breaking(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > 8 * rules.MB:
                raise OSError("the disk cannot be read")
            return super().read(size)

    content = os.urandom(12 * rules.MB)
    spooled = bucket.spool(io.BytesIO(content))
    spooled.file = Breaking(content)
    with pytest.raises(StoreAway):
        bucket.keep(spooled)
    assert objects(s3, bucket.name) == {}


@pytest.mark.parametrize("address", ["s3://", "s3:///files", "/srv/files", "http://10.1.0.30/files", "folder/x"])
def test_a_wrong_address_names_the_setting_and_what_to_write(settings, address):
    settings.OPTIONS = replace(settings.OPTIONS, attachments=address)
    with pytest.raises(Invalid) as caught:
        stores.store()
    assert caught.value.fields == {"SHIQIAO_ATTACHMENTS": "Write s3://bucket/prefix."}


def test_without_the_library_the_extra_is_named(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow.fs", None)
    with pytest.raises(Unavailable) as caught:
        opened("s3://street/files", Access("http://127.0.0.1:1"), setting="SHIQIAO_ATTACHMENTS")
    assert caught.value.fields == {"SHIQIAO_ATTACHMENTS": "Install shiqiao with the extra s3."}


def test_a_store_that_wants_the_bucket_in_the_hosts_name_is_spoken_to_so(s3, settings):
    address, endpoint = s3.address(), s3.endpoint.replace("127.0.0.1", "localhost")
    chosen = {**s3.settings, "s3_endpoint": endpoint, "s3_virtual": True}
    settings.OPTIONS = replace(settings.OPTIONS, attachments=address, **chosen)
    sha256 = stores.write(stores.store(), PDF)
    assert objects(s3, address) == {f"{sha256[:2]}/{sha256[2:]}": PDF}


def test_one_box_imports_nothing_of_it():
    code = (
        "import sys, django; django.setup()\n"
        "from shiqiao.kernel.files import actions, moving, reads, stores; stores.store()\n"
        "import shiqiao.config.urls, shiqiao.config.keeping.backup, shiqiao.config.keeping.restore\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('pyarrow', 'boto3', 'moto')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ())
    assert (ran.returncode, ran.stdout) == (0, "[]\n"), ran.stderr


def environ(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHIQIAO_")}
    return {**kept, "DJANGO_SETTINGS_MODULE": "shiqiao.config.settings", **more}


KILLED = """
import io, os, signal, sys, django
django.setup()
from shiqiao.base import crypto
from shiqiao.base.db.scope import whole
from shiqiao.kernel.files import stores
from tests.kernel.files.conftest import KEYS, PDF
from tests.kernel.files.test_store import store
crypto.configure(KEYS)
def die():
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "between":
    with whole():
        store(PDF, name="a.pdf", purpose="document")
        die()
class Dying(io.BytesIO):
    def read(self, size=-1):
        return die() if self.tell() > 8_000_000 else super().read(size)
content = os.urandom(12_000_000)
spooled = stores.store().spool(io.BytesIO(content))
spooled.file = Dying(content)
stores.store().keep(spooled)
"""


@pytest.mark.parametrize("when", ["between", "within"])
def test_a_killed_process_leaves_an_orphan_that_the_clean_up_finds_or_nothing_at_all(
    live_street, s3, settings, tmp_path, when
):
    address = s3.address()
    settings.OPTIONS = replace(settings.OPTIONS, attachments=address, **s3.settings)
    given = environ(
        SHIQIAO_DB_WEB=live_street.url, SHIQIAO_DATA=str(tmp_path), SHIQIAO_ATTACHMENTS=address, **s3.environ
    )
    ran = subprocess.run([sys.executable, "-c", KILLED, when], env=given, capture_output=True, text=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    with whole():
        assert not Attachment.objects.filter(subject_kind="matter").exists()
    if when == "within":
        assert objects(s3, address) == {}
        return
    (orphan,) = actions.remove_orphans()
    assert list(objects(s3, address)) == [f"{orphan[:2]}/{orphan[2:]}", HOUSE]
    with whole():
        assert store(PDF, name="a.pdf", purpose="document").sha256 == orphan
    assert actions.remove_orphans(dry_run=False) == []


def test_a_page_gives_ranges_and_small_pictures_out_of_the_bucket(street, bucket):
    from shiqiao.kernel.people.models import Account

    receipt = street.report()
    clerk = Client()
    clerk.force_login(Account.objects.get(username="dispatch1"))
    sent = film(data=os.urandom(3 * rules.MB))
    chosen = {"subject": Ref("matter", receipt.id), "purpose": "document", "street": street.number}
    found = actions.store(sent, name="a.mp4", by=street.actor("dispatch1"), at=AT, **chosen)
    answer = clerk.get(f"/files/{found.pk}/", headers={"Range": "bytes=2000000-2000099"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, sent[2_000_000:2_000_100])
    answer = clerk.get(f"/files/{found.pk}/")
    assert (int(answer["Content-Length"]), b"".join(answer.streaming_content)) == (len(sent), sent)
    photo = actions.store(picture(size=(900, 600)), name="a.jpg", by=street.actor("dispatch1"), at=AT, **chosen)
    answer = clerk.get(f"/files/{photo.pk}/?small")
    assert b"".join(answer.streaming_content) == reads.thumbnail(photo)
