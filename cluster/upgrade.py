"""From one release to the next, host by host, while people report and read: whoever asks is told by one or the other."""

import http.client
import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from cluster.chaos import WHOLE_WITHIN, Chaos
from cluster.local import WEBS, WORKERS
from cluster.parts import Part, until
from faults.place import Place, children, command_of

PAGES = ("/", "/matters/", "/matters/?q=垃圾", "/visits/", "/portal/", "/wall/", "/api/v1/openapi.json")
NAMED = re.compile(r'(?:href|src)="(/static/[^"?#]+)"')
FILES_A_PAGE = 4  # of those that it names, beside the ones that were never asked for
MIGRATES_WITHIN = 400.0  # seconds until the first host of a release has brought the tables up to date
PACE = 0.3  # seconds between two pages


@dataclass
class Reader(threading.Thread):
    """Somebody signed in who opens pages, with the files that they name, until told to stop; notes whatever is no answer."""

    place: Place
    seed: int
    stop: threading.Event
    asked: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(name="reader", daemon=True)
        self.dice = random.Random(self.seed)
        notes = json.loads((self.place.data / "faults.json").read_text())
        self.headers = {"Cookie": f"sessionid={notes['session']}; django_language=zh-hans"}
        self.connection: http.client.HTTPConnection | None = None

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        """Open one page after the other."""
        while not self.stop.wait(PACE):
            named = set(NAMED.findall(self._open("page", self.dice.choice(PAGES))))
            fresh = named - self.named
            self.named |= named
            for path in {*fresh, *self.dice.sample(sorted(named), min(FILES_A_PAGE, len(named)))}:
                self._open("file", path)

    def _open(self, kind: str, path: str) -> str:
        """Return what an address answers; anything but a page or a file is noted, with the moment."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.place.host, self.place.port, timeout=40)
        self.asked[kind] += 1
        try:
            self.connection.request("GET", _quoted(path), headers=self.headers)
            answer = self.connection.getresponse()
            text = answer.read().decode(errors="replace")
            said = str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.connection, text, said = None, "", f"no answer ({type(error).__name__})"
        if said != "200":
            self.wrong.append(
                f"{time.strftime('%H:%M:%S')} {path}: {said} {text[:200] if said == '500' else ''}".strip()
            )
        return text


class Reading:
    """A reader for the duration of a block."""

    def __init__(self, chaos: Chaos) -> None:
        self.stop = threading.Event()
        self.reader = Reader(chaos.cluster.place, chaos.seed, self.stop)

    def __enter__(self) -> Reader:
        self.reader.start()
        return self.reader

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop.set()
        self.reader.join(60)


def upgrade(chaos: Chaos, code: Path, again: str = "") -> dict[str, Any]:
    """Bring all hosts to the release in `code`, workers first, and return what came of it; `seen`: errors that users saw.

    The host `again` is first restarted with the former release, on the tables of the newer one.
    """
    cluster, before = chaos.cluster, chaos.told()
    former = {name: cluster[name].environment for name in (*WORKERS, *WEBS)}
    cluster.place.code = code
    took: dict[str, float] = {}
    with Reading(chaos) as reader:
        until(lambda: reader.asked["page"] >= len(PAGES), WHOLE_WITHIN, "pages that were read before")
        for name in (*WORKERS, *WEBS):
            began = time.monotonic()
            renew(cluster[name], cluster.of_release(name))
            until(lambda name=name: _serves(chaos, name), MIGRATES_WITHIN, f"{name} of the new release")  # type: ignore[misc]
            chaos.flowing()
            if again and not took:
                renew(cluster[again], former[again])
                until(lambda: _serves(chaos, again), MIGRATES_WITHIN, f"{again} of the former release")
            took[name] = round(time.monotonic() - began, 1)
            chaos.say(
                f"     {name} runs the new release after {took[name]:.1f} s, {len(chaos.book.numbers)} acknowledged so far"
            )
        pages = reader.asked["page"]
        until(lambda: reader.asked["page"] >= pages + len(PAGES), WHOLE_WITHIN, "pages that were read after")
    return {
        "hosts, s": took, "pages read": reader.asked["page"], "files read": reader.asked["file"],
        "named": sorted(reader.named), "seen": [*chaos.told_since(before), *reader.wrong],
    }  # fmt: skip


def renew(part: Part, environment: dict[str, str]) -> None:
    """Drain a host, end it, and start it again with other variables."""
    part.held = True
    part.end()
    part.environment = environment
    part.start()
    part.held = False


def _serves(chaos: Chaos, name: str) -> bool:
    """Tell whether a host does its work: HAProxy gives it requests, or its worker runs, and monitoring is content."""
    process = chaos.cluster[name].process
    if name in WEBS:
        return chaos.cluster.ready(name)
    works = process and any(command_of(one).strip().endswith("worker") for one in children(process.pid))
    return bool(works) and chaos.cluster.place.status() == 200


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?=&")
