"""The files in deploy/ do what they promise: nginx is really started before a real `shiqiao up`, the units are checked."""

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.installation import free_port
from faults.outage import picture_body
from faults.place import Answer, Place, prepare
from faults.senders import make
from shiqiao.config import tls

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NAME = "shiqiao.example"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
ANALYZE = shutil.which("systemd-analyze")
pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@dataclass
class Front:
    """nginx before an installation: what is asked here goes over TLS, trusting the local authority only."""

    place: Place
    plain: int
    secure: int
    folder: Path

    def call(self, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Ask over TLS as a browser does."""
        context = ssl.create_default_context(cafile=str(tls.folder(self.place.data) / "ca.crt"))
        connection = http.client.HTTPSConnection(NAME, self.secure, timeout=60, context=context)
        raw = socket.create_connection(("127.0.0.1", self.secure), timeout=60)
        connection.sock = context.wrap_socket(raw, server_hostname=NAME)
        try:
            sent = {"Host": NAME, **{name.replace("_", "-"): value for name, value in headers.items()}}
            connection.request("GET" if body is None else "POST", path, body, sent)
            answer = connection.getresponse()
            self.headers = [(name.lower(), value) for name, value in answer.getheaders()]
            return Answer(answer.status, dict(self.headers), answer.read().decode(errors="replace"))
        finally:
            connection.close()

    @property
    def log(self) -> list[dict[str, str]]:
        """The lines of nginx's log."""
        return [json.loads(line) for line in (self.folder / "shiqiao.log").read_text().splitlines()]


def settings() -> dict[str, str]:
    """Return the settings of the example, as the service reads them."""
    lines = (DEPLOY / "systemd" / "shiqiao.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def configuration(front: Front, certificate: Path, key: Path) -> Path:
    """Write the example with the ports and folders of this test, and the frame that a package brings."""
    text = (DEPLOY / "nginx" / "shiqiao.conf").read_text(encoding="utf-8")
    text = re.sub(r"\n *listen \[::\].*", "", text)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{front.plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{front.secure} ssl"),
        ("127.0.0.1:8000", f"127.0.0.1:{front.place.port}"),
        ("/etc/shiqiao/tls/chain.pem", str(certificate)),
        ("/etc/shiqiao/tls/key.pem", str(key)),
        ("/var/log/nginx/shiqiao.log", str(front.folder / "shiqiao.log")),
    ):
        assert old in text, old
        text = text.replace(old, new)
    temporary = "\n".join(
        f"{kind}_temp_path {front.folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = front.folder / "nginx.conf"
    path.write_text(
        f"user root;\nworker_processes 1;\npid {front.folder}/pid;\nerror_log {front.folder}/error.log;\n"
        f"events {{}}\nhttp {{\n{temporary}\n{text}\n}}\n",
        encoding="utf-8",
    )
    return path


@contextmanager
def nginx(front: Front) -> Iterator[None]:
    """Run nginx with the example for the duration."""
    certificate, key = tls.certificate(front.place.data, NAME)
    command = [str(NGINX), "-p", str(front.folder), "-c", str(configuration(front, certificate, key))]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", front.secure)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed (see .ci/run), so the example was not started")
def test_the_example_of_a_proxy_serves_a_real_installation() -> None:
    folder = Path(tempfile.mkdtemp(prefix="shiqiao-deploy-"))
    folder.chmod(0o711)
    given = {name: value for name, value in settings().items() if name not in ("SHIQIAO_PORT", "SHIQIAO_HOST")}
    place = Place(folder / "data", further=given)
    prepare(place, "http://127.0.0.1:1", "x")
    with place.up():
        front = Front(place, free_port(), free_port(), folder)
        with nginx(front):
            transport_is_tls(front)
            headers_are_told_once(front)
            operators_pages_stay_inside(front)
            a_caller_cannot_pretend(front)
            reports_and_uploads_go_through(front)
        process = place.process
        assert process
        with nginx(front):
            process.terminate()
            process.wait(60)
            away = front.call("/", Accept="text/html")
            assert (away.status, away.headers["retry-after"]) == (503, "30")
            assert "稍后" in away.text
    shutil.rmtree(folder)


def transport_is_tls(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=20)
    connection.request("GET", "/login/?next=/", headers={"Host": NAME})
    moved = connection.getresponse()
    connection.close()
    assert (moved.status, moved.headers["Location"]) == (301, f"https://{NAME}/login/?next=/")
    assert front.call("/login/").status == 200


def headers_are_told_once(front: Front) -> None:
    page = front.call("/login/", Accept_Language="zh-CN")
    names = [name for name, _ in front.headers]
    for name in ("strict-transport-security", "content-security-policy", "x-content-type-options", "x-request-id"):
        assert names.count(name) == 1, name
    assert "nginx/" not in page.headers["server"]
    cookies = [value for name, value in front.headers if name == "set-cookie"]
    assert cookies
    assert all("Secure" in one for one in cookies)
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page.text)
    assert sheet
    style = front.call(sheet[1])
    assert (style.status, style.headers["content-type"].split(";")[0]) == (200, "text/css")


def operators_pages_stay_inside(front: Front) -> None:
    assert front.call("/metrics").status == 404
    assert front.place.call("/metrics").status == 200
    assert json.loads(front.call("/healthz").text) == {"ok": True}
    assert "reasons" in json.loads(front.place.call("/healthz").text)


def a_caller_cannot_pretend(front: Front) -> None:
    answer = front.call("/healthz?phone=13800001234", X_Request_ID="chosen-by-caller", X_Forwarded_For="127.0.0.1")
    assert answer.headers["x-request-id"] != "chosen-by-caller"
    until = time.monotonic() + 10
    while not any(one["path"] == "/healthz" for one in front.log) and time.monotonic() < until:
        time.sleep(0.1)
    # One mark from the first door to the last line, and nothing of the query in either log.
    assert answer.headers["x-request-id"] in {one["request_id"] for one in front.log}
    assert "13800001234" not in (front.folder / "shiqiao.log").read_text() + front.place.log.read_text()


def reports_and_uploads_go_through(front: Front) -> None:
    key = {"Authorization": f"Bearer {front.place.token}"}
    sent = front.call(
        "/api/v1/reports", make("report", "front-1").body.encode(), Content_Type="application/json", **key
    )
    assert sent.status == 201
    number = json.loads(sent.text)["number"]
    assert front.call(f"/api/v1/matters/{number}", **key).status == 200
    body, kind = picture_body(2400)
    assert len(body) > 2_000_000
    kept = front.call("/api/v1/files?purpose=report", body, Content_Type=kind, **key)
    assert kept.status == 201, kept.text
    assert number not in (front.folder / "shiqiao.log").read_text()
    origin = {"Origin": f"https://{NAME}", "Content_Type": "application/x-www-form-urlencoded"}
    assert front.call("/login/", b"username=a&password=b", **origin).status in (403, 422)


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed, so the units were not checked")
def test_the_units_are_understood_and_confined() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (DEPLOY / "systemd").glob("shiqiao*"):
            text = path.read_text(encoding="utf-8").replace("/opt/shiqiao/.venv/bin/shiqiao", "/bin/true")
            (folder / path.name).write_text(text, encoding="utf-8")
        units = [str(path) for path in folder.iterdir() if path.suffix in (".service", ".timer")]
        checked = subprocess.run([str(ANALYZE), "verify", "--man=no", *units], capture_output=True, text=True)
        said = [line for line in checked.stderr.splitlines() if "shiqiao" in line]
        assert (checked.returncode, said) == (0, [])
        told = subprocess.run(
            [str(ANALYZE), "security", "--offline=true", "--threshold=25", str(folder / "shiqiao.service")],
            capture_output=True,
            text=True,
        )
        assert told.returncode == 0, told.stdout[-600:] + told.stderr


def test_the_settings_of_the_example_are_settings_of_the_product() -> None:
    from shiqiao.config.options import Options

    read = Options.read(settings())
    assert read.secure
    assert read.proxies == ["127.0.0.1"]
    assert NAME in read.hosts
