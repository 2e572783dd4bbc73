"""One command, one process group: PostgreSQL, web processes and worker start together and end together.

Until it serves, a part that ends is a mistake of the set-up: everything stops and says so. Afterwards it is an
accident: the part is brought back, with growing pauses, for as long as it takes (`revival`).
"""

import json
import logging
import logging.config
import os
import signal
import socket
import ssl
import subprocess
import sys
import time as clock
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from shiqiao.base.db.provision import Database
from shiqiao.base.db.server import Server
from shiqiao.base.errors import Conflict, Invalid, ShiqiaoError, Unavailable
from shiqiao.base.processes import tied_to_parent
from shiqiao.config import logs, tls
from shiqiao.config.metricfolder import FOLDER, metric_folder
from shiqiao.config.options import Options
from shiqiao.config.revival import Pauses, how_it_ended
from shiqiao.config.runtime import (
    BEAT_EVERY,
    DEMO_LOGINS,
    DRAINING,
    DemoClock,
    bring_up_to_date,
    environment,
    open_database,
    own_folder,
)  # fmt: skip
from shiqiao.config.served import serving

SERVES_WITHIN = 180.0  # seconds until the first answer, on a machine that is busy; a part that ends is seen at once
STOPS_WITHIN = 12.0  # seconds a child gets before it is killed
PARTS = ("web", "worker")
log = logging.getLogger("shiqiao.supervisor")


class Ended(ShiqiaoError):
    """A part of Shiqiao has ended by itself: {name}, with status {status}. Everything was stopped."""

    code = "ended"


class Stopped(BaseException):
    """The operator wants it to stop."""


@dataclass
class Plan:
    """What `shiqiao up` was asked for."""

    options: Options
    demo: bool = False
    parts: frozenset[str] = frozenset(PARTS)
    tls: bool = False
    certificate: Path | None = None
    key: Path | None = None
    say: Callable[[str], None] = print

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = self.options.host
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        return f"{'https' if self.tls else 'http'}://{shown}:{self.options.port}"


@dataclass
class Child:
    """A process of ours; `passing` ones may end well by themselves, the others are started again with `command`."""

    name: str
    process: subprocess.Popen[bytes]
    command: Callable[[], subprocess.Popen[bytes]]
    passing: bool = False
    pauses: Pauses = field(default_factory=Pauses)


@dataclass
class Supervisor:
    """Starts everything, waits, and stops everything in the reverse order."""

    plan: Plan
    children: list[Child] = field(default_factory=list)
    demo: DemoClock | None = None
    server: Server | None = None
    database_pauses: Pauses = field(default_factory=Pauses)
    metrics: str = ""  # folder in which the processes count together
    serving: bool = False
    stopping: bool = False

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM.

        Raises Conflict (port or folder in use), Ended (a part died while starting), Unavailable.
        """
        logging.config.dictConfig(logs.configuration())
        if "web" in self.plan.parts:
            refuse_taken_port(self.plan.options.host, self.plan.options.port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        data = self.plan.options.data.absolute()
        with suppress(Stopped), ExitStack() as stack:
            stack.callback(self._deaf)
            database, self.server = stack.enter_context(open_database(data))
            for remark in database.remarks:
                self.plan.say(remark)
            if self.plan.demo:
                self.demo = DemoClock(data)
                self.demo.begin()
                stack.callback(self._demo_stops)
            self.metrics = stack.enter_context(metric_folder())
            stack.callback(self._stop_children)
            bring_up_to_date(database, data)
            if "web" in self.plan.parts:
                stack.enter_context(self._serving(data))
                stack.callback(self._drain)
            self._start(database, data)
            self._watch()

    def _serving(self, data: Path) -> AbstractContextManager[None]:
        options, own = self.plan.options, own_folder(data)
        own.mkdir(parents=True, exist_ok=True)
        return serving(own, host=options.host, port=options.port, secure=self.plan.tls or options.secure)

    def _drain(self) -> None:
        """Say "not ready" for a while and go on answering, so that a proxy sends nothing more before the end."""
        if self.serving and self.plan.options.drain > 0:
            (Path(self.metrics) / DRAINING).touch()
            clock.sleep(self.plan.options.drain)

    def _start(self, database: Database, data: Path) -> None:
        variables = self._variables(database, data)
        if self.demo and not self.demo.held.get("loaded") and find_spec("shiqiao.demo.load"):
            self.plan.say("Filling the model street ...")
            self._wait_for(self._spawn("demo", ["-m", "shiqiao.config.prepare", "demo"], variables))
            self.demo.save(loaded=True)
        if "web" in self.plan.parts:
            self._spawn("web", ["-m", "granian", *self._web_arguments(data)], variables)
        if "worker" in self.plan.parts:
            self._spawn("worker", ["-c", "from shiqiao.config.cli import main; main()", "worker"], variables)
        if "web" in self.plan.parts:
            self._wait_until_served()
            self._announce()
        if self.demo and not self.demo.held.get("complete") and find_spec("shiqiao.demo.load"):
            self._spawn("demo", ["-m", "shiqiao.demo.load", "--background"], variables, passing=True)

    def _variables(self, database: Database, data: Path) -> dict[str, str]:
        options = self.plan.options
        given = {
            **os.environ,
            **environment(data, database),
            "SHIQIAO_SUPERVISED": "1",
            FOLDER: self.metrics,
            "SHIQIAO_HOST": options.host,
            "SHIQIAO_PORT": str(options.port),
            "SHIQIAO_HOSTS": ",".join(dict.fromkeys([*options.hosts, *tls.names(options.host)])),
        }
        given.pop("DATABASE_URL", None)  # the administrator's connection is for this process only
        if self.plan.tls:
            given["SHIQIAO_SECURE"] = "1"
        return given

    def _web_arguments(self, data: Path) -> list[str]:
        options = self.plan.options
        arguments = ["--interface", "wsgi", "--host", options.host, "--port", str(options.port), "--no-ws"]
        arguments += ["--workers", str(options.workers), "--blocking-threads", str(options.threads)]
        arguments += ["--runtime-threads", "1", "--backlog", "512", "--log-level", "warning"]
        arguments += ["--log-config", str(Path(__file__).with_name("granian_logs.json"))]
        arguments += ["--workers-kill-timeout", "8", "--respawn-failed-workers", "--respawn-interval", "0.5"]
        if self.plan.tls:
            certificate, key = tls.certificate(data, options.host, self.plan.certificate, self.plan.key)
            arguments += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
        return [*arguments, "shiqiao.config.wsgi:application"]

    def _spawn(self, name: str, arguments: list[str], variables: dict[str, str], *, passing: bool = False) -> Child:
        """Start a Python process in our process group, which the system ends when we are killed."""

        def begin() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, *arguments],
                env=variables,
                stdin=subprocess.DEVNULL,
                preexec_fn=tied_to_parent(signal.SIGTERM),
            )

        self.children.append(Child(name, begin(), begin, passing))
        return self.children[-1]

    def _wait_for(self, child: Child) -> None:
        status = child.process.wait()
        self.children.remove(child)
        if status:
            raise Ended(name=child.name, status=status)

    def _watch(self) -> None:
        saved = clock.monotonic()
        self.serving = True
        while True:
            self._keep()
            if self.demo and clock.monotonic() - saved > BEAT_EVERY:
                saved = clock.monotonic()
                self.demo.save()
            clock.sleep(0.25)

    def _keep(self) -> None:
        """Bring back what has ended by itself; raises Ended while it does not serve yet."""
        self._keep_database()
        for child in list(self.children):
            status = child.process.poll()
            if status is None:
                continue
            if child.passing and status == 0:
                self.children.remove(child)
                if self.demo:
                    self.demo.save(complete=True)
            elif child.passing or not self.serving:
                self.children.remove(child)
                raise Ended(name=child.name, status=status)
            elif child.pauses.over(lambda wait, one=child, how=status: self._warn(one.name, how, wait)):  # type: ignore[misc]
                child.process = child.command()

    def _keep_database(self) -> None:
        server = self.server
        status = server.process.poll() if server and server.process else None
        if server is None or status is None:
            return
        if not self.serving:
            raise Ended(name="database", status=status)
        if self.database_pauses.over(lambda wait: self._warn("database", status, wait)):
            try:
                server.revive()
                log.warning("The database is back.")
            except ShiqiaoError as error:  # the disk is full, say: it is tried again after a longer pause
                log.error("%s", error)

    def _warn(self, name: str, status: int, wait: float) -> None:
        log.error("The %s has ended by itself (%s); it is started again in %g s.", name, how_it_ended(status), wait)

    def _wait_until_served(self) -> None:
        until = clock.monotonic() + SERVES_WITHIN
        trusting = ssl._create_unverified_context() if self.plan.tls else None
        while clock.monotonic() < until:
            self._keep()
            try:
                urllib.request.urlopen(f"{self.plan.address}/healthz", timeout=2, context=trusting).close()
                return
            except urllib.error.HTTPError as error:
                if error.code == 500:
                    raise Unavailable("The web process answers with an error; it stands above.") from error
                return  # any other answer will do: the worker's first beat may be still to come
            except OSError:
                clock.sleep(0.1)
        raise Unavailable("The web process does not answer within {seconds} seconds.", seconds=round(SERVES_WITHIN))

    def _announce(self) -> None:
        say, at = self.plan.say, self.plan.address
        say(f"Shiqiao is ready: {at}/   portal {at}/portal/   API {at}/api/v1/docs")
        if self.plan.tls and not self.plan.certificate:
            authority = tls.folder(self.plan.options.data.absolute()) / "ca.crt"
            say(f"Phones and computers trust it once they have this certificate installed: {authority}")
        if self.demo:
            say("All data are invented. Logins of the demo:")
            for username, word, title in logins(self.plan.options.data):
                say(f"  {username:<16} {word:<16} {title}")
        say("Ctrl-C stops everything.")

    def _stop_children(self) -> None:
        self._deaf()
        for child in reversed(self.children):
            with suppress(ProcessLookupError):
                child.process.send_signal(signal.SIGTERM)
        until = clock.monotonic() + STOPS_WITHIN
        for child in reversed(self.children):
            try:
                child.process.wait(max(0.1, until - clock.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()

    def _demo_stops(self) -> None:
        if self.demo:
            self.demo.save(stopped=True)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            self.stopping = True
            raise Stopped

    def _deaf(self) -> None:
        """Once stopping, a second Ctrl-C must not leave half of it running."""
        self.stopping = True


def refuse_taken_port(host: str, port: int) -> None:
    """Raise Conflict when somebody listens there already, Invalid when the address is not of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Invalid(
                "Port {port} needs more rights.", fields={"port": "Choose one above 1023."}, port=port
            ) from error
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", None) == 98:
                raise Conflict(
                    "Port {port} of {host} is taken by another program.",
                    fields={"port": "Choose another one, for example --port {next} or PORT={next}."},
                    port=port,
                    next=port + 1,
                    host=host,
                ) from error
            raise Invalid(
                "Cannot listen on {host}, port {port}: {said}",
                fields={"host": "Give an address of this machine and a port from 1 to 65535."},
                host=host,
                port=port,
                said=error,
            ) from error


def logins(data: Path) -> list[list[str]]:
    """Return the demo's logins as (user name, password, who it is)."""
    path = data / DEMO_LOGINS
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []
