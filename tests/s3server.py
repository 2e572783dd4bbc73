"""A server of the S3 protocol on loopback (moto's, as a process of its own), for attachments and the lake."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from uuid import uuid4

import pytest

from shiqiao.base.s3 import Access, opened

PATIENCE = 60  # seconds until it answers, on a busy machine
BUCKET = "street"


@dataclass(frozen=True)
class S3:
    """A running server; `pid` is its process."""

    endpoint: str
    process: "subprocess.Popen[bytes]"

    def address(self) -> str:
        """Return a prefix at which nothing lies yet."""
        return f"s3://{BUCKET}/{uuid4().hex}"

    @property
    def settings(self) -> dict[str, str]:
        """Return the settings by which it is reached, as fields of Options."""
        return {"s3_endpoint": self.endpoint, "s3_key": "street", "s3_secret": "bridge"}

    @property
    def environ(self) -> dict[str, str]:
        """Return the same as variables."""
        return {f"SHIQIAO_{name.upper()}": value for name, value in self.settings.items()}

    @property
    def access(self) -> Access:
        """Return the same for opening an address."""
        return Access(self.endpoint, key="street", secret="bridge")


def started() -> S3:
    """Start a server with a bucket; the caller ends its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
    )  # fmt: skip
    server = S3(f"http://127.0.0.1:{port}", process)
    begun = time.monotonic()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert process.poll() is None, "the server of the S3 protocol ended at once"
            assert time.monotonic() - begun < PATIENCE, "the server of the S3 protocol does not answer"
            time.sleep(0.05)
    make_bucket(server)
    return server


def make_bucket(server: S3) -> None:
    """Make the bucket as an operator would, with another client: the product makes none."""
    import pyarrow.fs as pafs

    maker: Any = pafs.S3FileSystem(
        access_key="street", secret_key="bridge", endpoint_override=server.endpoint, region="us-east-1",
        allow_bucket_creation=True,
    )  # fmt: skip
    maker.create_dir(BUCKET)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A server for the whole session; tests take a prefix of their own each."""
    for name, extra in (("pyarrow", "the extra `s3`"), ("moto", "moto[server]"), ("flask", "moto[server]")):
        if find_spec(name) is None:
            pytest.skip(f"{extra} is not installed, so there is no server of the S3 protocol to try against")
    server = started()
    yield server
    server.process.terminate()
    server.process.wait(30)


def objects(server: S3, address: str) -> dict[str, bytes]:
    """Return every object below an address by its name there."""
    from pyarrow.fs import FileSelector

    files, root = opened(address, server.access, setting="address")
    found = files.get_file_info(FileSelector(root, recursive=True, allow_not_found=True))
    return {one.path.removeprefix(f"{root}/"): files.open_input_stream(one.path).read() for one in found if one.is_file}
