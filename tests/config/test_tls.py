"""Certificates: a local authority that a browser can trust, renewed when due; own ones checked before use."""

import socket
import ssl
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from shiqiao.base.errors import Invalid
from shiqiao.base.time import held, now
from shiqiao.config.tls import certificate, folder


def shake_hands(data: Path, name: str) -> None:
    """Connect to a server with the made certificate, trusting the local authority only."""
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(*certificate(data, "0.0.0.0"))
    trusting = ssl.create_default_context(cafile=str(folder(data) / "ca.crt"))
    left, right = socket.socketpair()

    def serve() -> None:
        with serving.wrap_socket(left, server_side=True) as secured:
            secured.send(b"x")

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with trusting.wrap_socket(right, server_hostname=name) as secured:
            assert secured.recv(1) == b"x"
    finally:
        thread.join()


def test_a_client_that_trusts_the_authority_connects_by_name_and_address(tmp_path: Path) -> None:
    for name in ("localhost", "127.0.0.1", socket.gethostname()):
        shake_hands(tmp_path, name)


def test_it_is_kept_until_due_and_then_renewed_under_the_same_authority(tmp_path: Path) -> None:
    first, key = certificate(tmp_path, "127.0.0.1")
    before, authority = first.read_bytes(), (folder(tmp_path) / "ca.crt").read_bytes()
    assert certificate(tmp_path, "127.0.0.1")[0].read_bytes() == before
    with held(now() + timedelta(days=380)):
        assert certificate(tmp_path, "127.0.0.1")[0].read_bytes() != before
    assert (folder(tmp_path) / "ca.crt").read_bytes() == authority
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_new_name_gets_a_new_certificate(tmp_path: Path) -> None:
    certificate(tmp_path, "127.0.0.1")
    made = x509.load_pem_x509_certificate(certificate(tmp_path, "office.example")[0].read_bytes())
    named = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "office.example" in named.get_values_for_type(x509.DNSName)


def test_own_files_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    mine, key = certificate(tmp_path, "127.0.0.1")
    (tmp_path / "other").mkdir()
    _, other = certificate(tmp_path / "other", "127.0.0.1")
    assert certificate(tmp_path, "x", mine, key) == (mine, key)
    with pytest.raises(Invalid, match="belong together"):
        certificate(tmp_path, "x", mine, other)
    with pytest.raises(Invalid, match="cannot be read"):
        certificate(tmp_path, "x", tmp_path / "none", key)
    with pytest.raises(Invalid, match="needs its key"):
        certificate(tmp_path, "x", mine)
