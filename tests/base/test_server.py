"""The embedded server: private, owned by nobody with rights, one at a time, gone with the one that started it."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from shiqiao.base.db.provision import Names, names_in, provision, with_database, with_role
from shiqiao.base.db.secret_file import add_secrets, password
from shiqiao.base.db.server import Server, running
from shiqiao.base.errors import Conflict, Unavailable

HOLD = """
import sys, time
from pathlib import Path
from shiqiao.base.db.server import Server
server = Server(Path(sys.argv[1])).start()
print(server.process.pid, flush=True)
time.sleep(60)
"""
pytestmark = pytest.mark.database


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="shiqiao-server-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def test_it_opens_a_private_socket_only_and_wants_a_password(data: Path) -> None:
    with Server(data, test=True) as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        assert server.cluster.stat().st_uid != 0
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(with_role(server.url(), "postgres", "wrong", "postgres"))
    assert stat.S_IMODE((data / "secrets.json").stat().st_mode) == 0o600


def test_a_second_start_on_the_same_folder_is_refused_with_a_remedy(data: Path) -> None:
    with Server(data, test=True):
        assert running(data) is not None
        with pytest.raises(Conflict) as refused:
            Server(data).start()
        assert "Stop the other one" in refused.value.fields["data"]
    assert running(data) is None


def test_it_ends_with_a_starter_that_is_killed_and_starts_again_with_its_data(data: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", HOLD, str(data)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    with psycopg.connect(Server(data).url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    with Server(data) as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_a_lost_secrets_file_is_named_and_nothing_is_made_anew(data: Path) -> None:
    with Server(data, test=True):
        pass
    (data / "secrets.json").unlink()
    with pytest.raises(Unavailable, match="backup"):
        Server(data, test=True).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_a_folder_the_account_cannot_reach_gets_its_cluster_elsewhere_and_keeps_its_rights(tmp_path: Path) -> None:
    import shutil

    tmp_path.chmod(0o700)
    server = Server(tmp_path / "data", test=True).start()
    try:
        assert (tmp_path / "data" / "postgres.place").read_text().strip() == str(server.place)
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
        assert not server.place.is_relative_to(tmp_path)
    finally:
        server.stop()
        shutil.rmtree(server.place)


def test_provisioning_twice_changes_nothing_and_the_web_role_owns_nothing(data: Path) -> None:
    with Server(data, test=True) as server:
        first = provision(server.url(), data)
        second = provision(server.url(), data)
        assert (first.web, first.owner) == (second.web, second.owner)
        with psycopg.connect(first.web) as connection:
            row = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert row == (False, False, False)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(first.web) as connection:
            assert connection.execute("SHOW statement_timeout").fetchone() == ("30s",)


def test_hosts_that_start_at_once_prepare_one_server_one_after_the_other(data: Path) -> None:
    with Server(data, test=True) as server:
        first = provision(server.url(), data)

        with ThreadPoolExecutor(8) as hosts:
            found = hosts.map(lambda _: provision(server.url(), data).web, range(64))
            assert set(found) == {first.web}


def test_a_server_without_the_needed_rights_is_refused_with_a_remedy(data: Path) -> None:
    with Server(data, test=True) as server:
        database = provision(server.url(), data)
        with pytest.raises(Unavailable) as refused:
            provision(database.web, data, Names("another"))
        assert "CREATEDB" in refused.value.fields["DATABASE_URL"]


def test_urls_keep_socket_and_odd_passwords() -> None:
    url = with_role("postgresql://a:b@/x?host=%2Ftmp%2Fs", "me", "p@ss/wörd", "town")
    assert url == "postgresql://me:p%40ss%2Fw%C3%B6rd@/town?host=%2Ftmp%2Fs"
    assert with_database("postgres://u@h:5433/x", "y") == "postgres://u@h:5433/y"
    assert names_in("postgres://h/postgres").web == "shiqiao_web"
    assert names_in("postgres://h/town").owner == "town_owner"


def test_secrets_are_added_and_never_overwritten(tmp_path: Path) -> None:
    word = password(tmp_path, "web")
    assert add_secrets(tmp_path, {"password:web": "other", "more": 1}) == {"password:web": word, "more": 1}
    assert json.loads((tmp_path / "secrets.json").read_text())["password:web"] == word
