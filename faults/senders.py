"""Those who report while everything is killed: each sends until it is told a number, under the same identifier."""

import http.client
import json
import random
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.installation import STREET
from faults.place import Place

INSIDE = (116.98307, 36.65529)  # a point in the first grid
KINDS = {"report": 60, "nowhere": 10, "order": 15, "job": 15}  # how often each is sent
PAUSE = 0.25  # seconds until something unanswered is sent again
PATIENCE = 8.0  # seconds an answer may take


@dataclass(frozen=True)
class Sent:
    """Something to be taken in: what kind, under which identifier, where to and with which body."""

    kind: str
    key: str
    path: str
    body: str
    form: bool = False


@dataclass
class Book:
    """What was sent, what was acknowledged and by which number, and what must never happen."""

    sent: dict[str, Sent] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)  # what was said with a status of 500 and above
    again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledged(self, kind: str) -> list[str]:
        """Return the identifiers of a kind that were acknowledged."""
        return [key for key in self.numbers if self.sent[key].kind == kind]

    def note(self, one: Sent, number: str) -> None:
        """Note an acknowledgement; a second one that says something else is wrong."""
        with self.lock:
            before = self.numbers.setdefault(one.key, number)
            if before != number:
                self.wrong.append(f"{one.kind} {one.key} was acknowledged as {before} and as {number}")


class Sender(threading.Thread):
    """Sends one thing after the other over a kept connection until it is told to stop."""

    def __init__(self, place: Place, book: Book, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"sender-{seed}", daemon=True)
        self.place, self.book, self.dice, self.stop = place, book, random.Random(seed), stop
        self.mark = f"{seed:x}-{self.dice.getrandbits(40):x}"
        self.headers = {"Authorization": f"Bearer {place.token}"}
        self.connection: http.client.HTTPConnection | None = None
        self.kinds, self.pace = KINDS, 0.0  # what is sent how often, and seconds between two

    def run(self) -> None:
        """Send; now and then something that was acknowledged long ago is sent again."""
        number = 0
        while not self.stop.is_set():
            number += 1
            self.stop.wait(self.pace)
            one = self._old() if self.dice.random() < 0.1 else None
            if one:
                self._until_acknowledged(one)
                continue
            one = self._make(number)
            self._until_acknowledged(one)
            if one.kind == "order" and one.key in self.book.numbers:
                self._until_acknowledged(self._accept(self.book.numbers[one.key]))

    def _old(self) -> Sent | None:
        with self.book.lock:
            keys = list(self.book.numbers)
        return self.book.sent[self.dice.choice(keys)] if keys else None

    def _accept(self, number: str) -> Sent:
        made = Sent("accept", f"accept-{number}", f"/api/v1/matters/{number}/moves/accept", "{}")
        with self.book.lock:
            self.book.sent[made.key] = made
        return made

    def _make(self, number: int) -> Sent:
        kind = self.dice.choices(list(self.kinds), list(self.kinds.values()))[0]
        made = make(kind, f"{self.mark}-{number}")
        with self.book.lock:
            self.book.sent[made.key] = made
        return made

    def _until_acknowledged(self, one: Sent) -> None:
        tries = 0
        while not self.stop.is_set():
            tries += 1
            self.book.again += tries > 1
            status, answer = self._call(one)
            with self.book.lock:
                self.book.statuses[str(status or "no answer")] += 1
                self.book.refusals.update([f"{status}: {' '.join(answer.split())[:120]}"] if status >= 500 else [])
            if status in (200, 201):
                number = number_in(one, answer)
                if number:
                    self.book.note(one, number)
                    return
                self.book.wrong.append(f"{one.kind} {one.key}: {answer[:300]}")
                return
            done = one.kind == "accept" and "move_not_allowed" in answer
            if done and (tries > 1 or one.key in self.book.numbers):
                self.book.note(one, one.key.removeprefix("accept-"))  # it was done, only the answer was lost
                return
            if status and status < 500:
                self.book.wrong.append(f"{one.kind} {one.key} was refused with {status}: {answer[:300]}")
                return
            time.sleep(PAUSE)

    def _call(self, one: Sent) -> tuple[int, str]:
        """Send once; the status is 0 when no whole answer came."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.place.host, self.place.port, timeout=PATIENCE)
        kind = "application/x-www-form-urlencoded" if one.form else "application/json"
        try:
            self.connection.request("POST", one.path, one.body.encode(), {**self.headers, "Content-Type": kind})
            answer = self.connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException, UnicodeDecodeError):
            self.connection.close()
            self.connection = None
            return 0, ""


def make(kind: str, key: str) -> Sent:
    """Make something to send."""
    if kind == "job":
        return Sent(kind, key, "/faults/jobs", urllib.parse.urlencode({"key": key}), form=True)
    if kind == "order":
        moment = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        order = {
            "number": f"C{key}",
            "text": f"楼下垃圾成堆没人清（{key}）",
            "address": "春元里一号院",
            "received_at": moment,
        }
        body: dict[str, Any] = {"street": str(STREET), "orders": [{**order, "issued_at": moment}]}
        return Sent(kind, key, "/api/v1/hotline/orders", json.dumps(body, ensure_ascii=False))
    body = {"client_id": key, "street": str(STREET), "item": "06010", "text": f"三号楼前垃圾成堆没人清运（{key}）"}
    if kind == "report":
        body.update(lon=INSIDE[0], lat=INSIDE[1])
    else:
        body.update(address="说不清的地方")
    return Sent(kind, key, "/api/v1/reports", json.dumps(body, ensure_ascii=False))


def number_in(one: Sent, answer: str) -> str:
    """Return the number in an acknowledgement, empty when there is none."""
    said = json.loads(answer)
    if one.kind != "order":
        return str(said.get("number", ""))
    row = said["orders"][0]
    return str(row["matter"]) if row["verdict"] in {"new", "again", "same"} else ""
