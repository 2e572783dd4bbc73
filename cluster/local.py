"""A whole cluster on this machine: three hosts with etcd and PostgreSQL, HAProxy, two web hosts, two workers.

Each host is a loopback address of its own, so that ports and files are those of real hosts. Nothing is simulated: the
same programs run with the same files as `cluster.render` writes for real ones.
"""

import csv
import http.client
import io
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from cluster.network import Cables, Loopback
from cluster.parts import Keeper, Part, until
from cluster.plan import Hosts, Plan
from cluster.render import write
from faults.place import Place, prepare
from shiqiao.base.db import unprivileged
from shiqiao.base.db.server import binaries
from shiqiao.config.runtime import variables

REPOSITORY = Path(__file__).resolve().parents[1]
SEARCHED = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
DATABASES, WEBS, WORKERS = ("db1", "db2", "db3"), ("web1", "web2"), ("worker1", "worker2")
READY = "web_that_is_ready"  # the part of HAProxy's configuration with the hosts that are given requests
_WORK = ("running", "streaming")
BOOTS_WITHIN = 300.0  # seconds, on a machine that is busy with other things as well


def missing() -> list[str]:
    """Return the programs that a cluster needs and this machine lacks."""
    lacks = [name for name in ("etcd", "haproxy") if not shutil.which(name, path=SEARCHED)]
    if not (find_spec("patroni") and find_spec("etcd")):
        lacks.append("patroni[etcd3] (pip install shiqiao[cluster])")
    if subprocess.run([*not_root(), "true"], capture_output=True).returncode:
        lacks.append("user namespaces, or an ordinary user: PostgreSQL refuses root")
    return lacks


def not_root() -> list[str]:
    """Return the words before a command that has to run as somebody else than root: PostgreSQL refuses it.

    Inside a user namespace root's own files are those of an ordinary user, so that Python may lie anywhere.
    """
    account = unprivileged.account()
    if account is None:
        return []
    return ["unshare", "--user", f"--map-user={account.pw_uid}", f"--map-group={account.pw_gid}", "--"]


@dataclass
class Cluster:
    """Everything that runs, by name."""

    folder: Path
    upstream: tuple[str, str] = ("http://127.0.0.1:1", "x")  # address and secret of a 12345 to talk to
    code: Path = REPOSITORY  # the release that web and worker hosts run
    net: Loopback | Cables = field(default_factory=lambda: Loopback(free_net()))
    keeper: Keeper = field(default_factory=Keeper)

    def __post_init__(self) -> None:
        names = (*DATABASES, *WEBS, *WORKERS)
        self.addresses = {name: self.net.address(number) for number, name in enumerate(names, 11)}
        self.proxy = self.net.address(10)
        place = self.folder / "hosts"
        self.plan = Plan(Hosts(
            databases={name: self.addresses[name] for name in DATABASES},
            webs={name: self.addresses[name] for name in WEBS},
            proxy=self.proxy, network=self.net.network, public_name=self.proxy, run=str(self.folder / "run"),
            binaries=str(binaries()),
            data=str(place), shared=str(self.folder / "data"), shared_buffers="64MB",
        ))  # fmt: skip
        self.place = Place(
            self.folder / "data", port=8080, host=self.proxy, further={"DATABASE_URL": self.plan.database_url},
            code=self.code,
        )  # fmt: skip

    def __getitem__(self, name: str) -> Part:
        return next(part for part in self.keeper.parts if part.name == name)

    @contextmanager
    def up(self) -> Iterator["Cluster"]:
        """Run for the duration; everything that was started is stopped by its process id."""
        apart = {name: self.addresses[name] for name in DATABASES}
        others = [self.proxy, *(address for name, address in self.addresses.items() if name not in apart)]
        with self.net.laid(apart, others):
            yield from self._up()

    def _up(self) -> Iterator["Cluster"]:
        try:
            self._databases()
            self._proxy()
            until(lambda: self.primary() is not None, BOOTS_WITHIN, "a primary")
            until(lambda: self.states().count("streaming") == 2, BOOTS_WITHIN, "two standbys")
            until(lambda: reaches(self.proxy, 5000) and self._answers(), BOOTS_WITHIN, "HAProxy")
            self._street()
            self._shiqiao()
            until(lambda: self.ready(*WEBS) and self.place.status() == 200, BOOTS_WITHIN, "Shiqiao on all web hosts")
            self.keeper.start()
            yield self
        finally:
            self.keeper.end()

    # ── what is asked ──────────────────────────────────────────────────────────────────────────────────────────────

    def members(self) -> list[dict[str, object]]:
        """Return what the primary says of the database nodes: one that was cut off still tells what it knew before."""
        lead = self.primary()
        status, text = ask(self.addresses[lead], 8008, "/cluster") if lead else (0, "")
        found: list[dict[str, object]] = json.loads(text)["members"] if status == 200 else []
        return found

    def primary(self) -> str | None:
        """Return the node that answers as the primary just now."""
        for name in DATABASES:
            if ask(self.addresses[name], 8008, "/primary")[0] == 200:
                return name
        return None

    def states(self) -> list[str]:
        """Return the states of all nodes, such as running and streaming."""
        return [str(one.get("state")) for one in self.members()]

    def whole(self) -> bool:
        """Tell whether a primary leads two standbys that stream, one of them in step with it, and Shiqiao is well."""
        members = self.members()
        lead = [one for one in members if one.get("role") == "leader" and one.get("state") == "running"]
        behind = [one for one in members if one.get("state") == "streaming"]
        in_step = [one for one in behind if one.get("role") == "sync_standby"]
        apart = {one.get("timeline") for one in members}
        return (len(lead), len(behind), len(in_step), len(apart)) == (1, 2, 1, 1) and self.place.status() == 200

    def without(self, name: str) -> bool:
        """Tell whether a primary leads one standby in step with it, and a host is seen by nobody."""
        gone = ask(self.addresses[name], 8008, "/health")[0] == 0
        roles = [one.get("role") for one in self.members() if one.get("name") != name and one.get("state") in _WORK]
        return gone and "leader" in roles and "sync_standby" in roles

    def ready(self, *names: str) -> bool:
        """Tell whether HAProxy gives requests to these web hosts: what a host says of itself is known a moment earlier."""
        status, table = ask(self.proxy, 8404, "/;csv")
        if status != 200:
            return False
        rows = csv.DictReader(io.StringIO(table.removeprefix("# ")))
        up = {row["svname"] for row in rows if row["pxname"] == READY and row["status"].startswith("UP")}
        return up.issuperset(names)

    def of_release(self, name: str) -> dict[str, str]:
        """Return the variables of a web or worker host, of the release that the place is at."""
        return {**self.place.environment(), **self.plan.web(name), "SHIQIAO_WORKERS": "1"}

    # ── how it is started ──────────────────────────────────────────────────────────────────────────────────────────

    def _databases(self) -> None:
        hosts = Path(self.plan.hosts.data)
        for path in (self.folder, hosts, self.folder / "run", *(self.folder / "run" / name for name in DATABASES)):
            path.mkdir(mode=0o711, exist_ok=True)
        for name in DATABASES:
            home = hosts / name
            home.mkdir(mode=0o700, exist_ok=True)
            files = {home / "patroni.yml": self.plan.patroni(name), home / "etcd.yml": self.plan.etcd(name)}
            for path, text in files.items():
                write(path, text)
        etcd = shutil.which("etcd", path=SEARCHED) or ""
        for number, name in enumerate(DATABASES, 1):
            self._begin(
                f"etcd{number}", [*self.net.inside(name), etcd, "--config-file", str(hosts / name / "etcd.yml")]
            )
        until(lambda: all(reaches(self.addresses[name], 2379) for name in DATABASES), BOOTS_WITHIN, "etcd")
        for name in DATABASES:
            command = [
                *self.net.inside(name),
                *not_root(),
                sys.executable,
                "-m",
                "patroni",
                str(hosts / name / "patroni.yml"),
            ]
            self._begin(name, command, cluster=hosts / name / "cluster")

    def _proxy(self) -> None:
        path = self.folder / "haproxy.cfg"
        write(path, self.plan.haproxy())
        self._begin("haproxy", [shutil.which("haproxy", path=SEARCHED) or "", "-db", "-f", str(path)])

    def _begin(self, name: str, command: list[str], cluster: Path | None = None) -> None:
        log = self.folder / f"{name}.log"
        environment = {**unprivileged.environment(), "PATRONI_LOG_LEVEL": "INFO"}
        self.keeper.begin(Part(name, command, environment, log, cluster))

    def _street(self) -> None:
        with variables(DATABASE_URL=self.plan.database_url):
            prepare(self.place, *self.upstream)

    def _shiqiao(self) -> None:
        for name in (*WEBS, *WORKERS):
            part, given = "web" if name in WEBS else "worker", self.of_release(name)
            command = [sys.executable, "-c", "from shiqiao.config.cli import main; main()", "up", "--only", part]
            self.keeper.begin(Part(name, command, given, self.folder / f"{name}.log", rests_on=True))

    def _answers(self) -> bool:
        import psycopg

        url = self.plan.database_url.removesuffix("/shiqiao") + "/postgres"
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.Error:
            return False
        return True


def ask(host: str, port: int, path: str, name: str = "") -> tuple[int, str]:
    """Ask once; status 0 when nobody answers in two seconds."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path, headers={"Host": name} if name else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def reaches(host: str, port: int) -> bool:
    """Tell whether somebody listens."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def free_net() -> int:
    """Return the second number of a loopback network that nobody uses: several clusters may run side by side."""
    for _ in range(100):
        net = 64 + secrets.randbelow(128)
        if not any(reaches(f"127.{net}.0.{host}", port) for host in (10, 11) for port in (5000, 2379, 5432)):
            return net
    raise RuntimeError("no loopback network is free")


def temporary() -> Path:
    """Make a folder that the database's account may pass through."""
    made = Path(os.environ.get("TMPDIR", "/tmp")) / f"shiqiao-cluster-{secrets.token_hex(4)}"
    made.mkdir(mode=0o711)
    return made
