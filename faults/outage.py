"""The database is away for a while, and the disk is full for a while: a clear word, nothing acknowledged, no hands needed.

Each function yields what does not hold, as sentences; nothing yielded means that all is well.
"""

import http.client
import io
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from PIL import Image

from faults.place import Answer, Place, prepare
from faults.senders import make
from shiqiao.base.db.server import Server

MANY = 4000  # reports after which a full disk must have shown itself
SMALL = "400m"  # size of the small disk: the cluster takes about 100 MB of it
WAITS = {"zh-hans": "稍后", "en": "again"}  # what a page says in each language when it is unavailable


class Reporter:
    """Reports by the API and remembers what was acknowledged."""

    def __init__(self, place: Place) -> None:
        self.place, self.acknowledged, self.refused = place, dict[str, str](), list[str]()

    def report(self, key: str = "") -> Answer:
        """Report once under an identifier."""
        key = key or uuid4().hex
        answer = self.place.call(
            "/api/v1/reports", make("report", key).body, Accept_Language="zh-CN",
            Authorization=f"Bearer {self.place.token}", Content_Type="application/json",
        )  # fmt: skip
        if answer.status in (200, 201):
            self.acknowledged[key] = json.loads(answer.text)["number"]
        else:
            self.refused.append(key)
        return answer

    def again(self) -> Iterator[str]:
        """Send all that was refused once more, and all that was acknowledged; yield what is not as it should be."""
        for key in list(self.refused):
            if self.report(key).status != 201:
                yield f"{key} was refused while nothing could be written, and is not new now"
        for key, number in list(self.acknowledged.items()):
            answer = self.report(key)
            if answer.status not in (200, 201) or json.loads(answer.text)["number"] != number:
                yield f"{key} was acknowledged as {number} and is not now: {answer.status}"


def clear(answer: Answer, code: str, where: str) -> Iterator[str]:
    """Yield what is wrong with the answer of something unavailable."""
    if answer.status != 503:
        yield f"{where} answers {answer.status} instead of 503: {answer.text[:200]}"
        return
    if not answer.headers.get("retry-after", "").isdigit():
        yield f"{where} does not say when to try again"
    if answer.text.startswith("{"):
        told = json.loads(answer.text)
        if told["code"] != code or not any("一" <= letter <= "龥" for letter in told["message"]):
            yield f"{where} says {told}"


def pages(place: Place) -> Iterator[str]:
    """Yield what is wrong with the pages of an installation whose database is away."""
    for language, word in WAITS.items():
        for path in ("/portal/", "/matters/"):
            cookie = f"sessionid={'a' * 32}; django_language={language}"
            answer = place.call(path, None, Cookie=cookie, Accept="text/html", Accept_Language=language)
            yield from clear(answer, "", f"{path} in {language}")
            lacks = [one for one in (word, answer.headers.get("x-request-id", "?")) if one not in answer.text]
            if lacks:
                yield f"{path} in {language} lacks {lacks}"


def database_away(folder: Path) -> Iterator[str]:
    """Stop a database server of one's own under a running installation, and start it again."""
    elsewhere = Server(folder / "server")
    with elsewhere:
        place = Place(folder / "data", further={"DATABASE_URL": elsewhere.url()})
        prepare(place, "http://127.0.0.1:1", "x")
        with place.up():
            reporter, before = Reporter(place), place.processes()
            if reporter.report().status != 201:
                yield "a report is refused before anything happened"
            elsewhere.stop()
            yield from clear(reporter.report(), "unavailable", "a report while the database is away")
            yield from pages(place)
            if place.status() != 503:
                yield "/healthz does not say that the database is away"
            yield from after(place, reporter, elsewhere.start)
            if place.processes()["web"] != before["web"]:
                yield "the web processes were started anew, which was not needed"


def after(place: Place, reporter: Reporter, mend: object) -> Iterator[str]:
    """Mend the fault and yield what does not come back by itself."""
    if len(reporter.acknowledged) and set(reporter.refused) & set(reporter.acknowledged):
        yield "something was refused and acknowledged"
    mend()  # type: ignore[operator]
    place.until_well()
    yield from reporter.again()
    ran = place.run("shiqiao.config.cli", "verify", "--data", str(place.data))
    if ran.returncode:
        yield f"verify: {ran.stdout[-500:]}{ran.stderr[-500:]}"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a small disk in memory for the duration; needs root."""
    place = folder / "small"
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=0711", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        for _ in range(50):
            if subprocess.run(["umount", str(place)], capture_output=True).returncode == 0:
                break
            time.sleep(0.2)


def disk_full(folder: Path) -> Iterator[str]:
    """Fill the disk under a running installation, and make room again."""
    with small_disk(folder) as disk:
        place = Place(disk / "data", logged=folder / "full.log")
        prepare(place, "http://127.0.0.1:1", "x")
        with place.up():
            reporter = Reporter(place)
            reporter.report()
            ballast = disk / "ballast"
            fill(ballast)
            answer = until_refused(reporter)
            yield from clear(answer, "no_room", "a report on a full disk")
            yield from upload(place)
            yield from after(place, reporter, ballast.unlink)
            if reporter.report().status != 201:
                yield "a new report is refused though there is room"


def fill(ballast: Path) -> None:
    """Write until the disk is full."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            while True:
                try:
                    file.write(os.urandom(size) if size > 1 else b"x")
                except OSError:
                    break


def until_refused(reporter: Reporter) -> Answer:
    """Report until the full disk shows, and return that answer."""
    answer = reporter.report()
    for _ in range(MANY):
        if answer.status >= 500 or not answer.status:
            break
        answer = reporter.report()
    return answer


def upload(place: Place) -> Iterator[str]:
    """Send a picture, whose file cannot be written either."""
    body, kind = picture_body(64)
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=40)
    headers = {
        "Authorization": f"Bearer {place.token}", "Content-Type": kind,
        "Accept-Language": "zh-CN",
    }  # fmt: skip
    connection.request("POST", "/api/v1/files?purpose=report", body, headers)
    answer = connection.getresponse()
    yield from clear(
        Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()),
        "no_room",
        "an upload",
    )
    connection.close()


def picture_body(width: int) -> tuple[bytes, str]:
    """Return a form with one picture so many points wide, and its content type; of noise, so that it stays large."""
    mark, picture = uuid4().hex, io.BytesIO()
    Image.frombytes("RGB", (width, width), os.urandom(3 * width * width)).save(picture, "JPEG")
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = head.encode() + picture.getvalue() + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
