"""Certificates for `--tls`: the operator's own, or a server certificate of a small local authority kept in DATA/tls.

Phones allow place, camera and offline work over HTTPS only; a street office without a public name still needs it.
"""

import ipaddress
import os
import socket
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)  # phones refuse longer ones
RENEW_BEFORE = timedelta(days=30)


def folder(data: Path) -> Path:
    """Return where the local authority lives."""
    return data / "tls"


def certificate(data: Path, host: str, own: Path | None = None, key: Path | None = None) -> tuple[Path, Path]:
    """Return the files of certificate and key: the operator's own, else one for this machine's names, made when due.

    Raises Invalid when one of the two own files is missing or unreadable, or when they do not belong together.
    """
    if own or key:
        return _own(own, key, data)
    place = folder(data)
    place.mkdir(mode=0o700, exist_ok=True)
    wanted = names(host)
    if not _serves(place / "server.crt", wanted):
        authority, authority_key = _authority(place)
        _issue(place, wanted, authority, authority_key)
    return place / "server.crt", place / "server.key"


def names(host: str) -> list[str]:
    """Return the host names and addresses a certificate for `host` covers; all of this machine's for 0.0.0.0 and ::."""
    found = ["localhost", "127.0.0.1", "::1"]
    if host in {"0.0.0.0", "::"}:
        found += [socket.gethostname(), *_addresses()]
    elif host:
        found.append(host)
    return list(dict.fromkeys(name for name in found if name))


def _addresses() -> list[str]:
    found = []
    for family, probe in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as one:
            try:
                one.connect((probe, 9))  # sends nothing: asks which own address would be used
                found.append(str(one.getsockname()[0]))
            except OSError:
                continue
    return found


def _own(own: Path | None, key: Path | None, data: Path) -> tuple[Path, Path]:
    if not own or not key:
        raise Invalid("A certificate needs its key.", fields={"cert": "Give both --cert and --key."})
    try:
        chain = x509.load_pem_x509_certificate(own.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Invalid(
            "Certificate or key cannot be read: {said}",
            fields={"cert": "Both must be PEM files, the key without a password."},
            said=error,
        ) from error
    if private.public_key() != chain.public_key():
        raise Invalid("Certificate and key do not belong together.", fields={"key": "Give the certificate's own key."})
    if b"BEGIN PRIVATE KEY" in key.read_bytes():
        return own.absolute(), key.absolute()
    folder(data).mkdir(mode=0o700, exist_ok=True)
    converted = folder(data) / "own.key"  # the web server reads PKCS#8 only
    _write_key(converted, private)  # type: ignore[arg-type]
    return own.absolute(), converted


def _serves(path: Path, wanted: list[str]) -> bool:
    if not path.exists() or not path.with_suffix(".key").exists():
        return False
    held = x509.load_pem_x509_certificate(path.read_bytes())
    named = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return held.not_valid_after_utc - RENEW_BEFORE > now() and set(_alternatives(wanted)) <= set(named)


def _authority(place: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if (place / "ca.key").exists():
        key = serialization.load_pem_private_key((place / "ca.key").read_bytes(), None)
        held = x509.load_pem_x509_certificate((place / "ca.crt").read_bytes())
        if isinstance(key, ec.EllipticCurvePrivateKey) and held.not_valid_after_utc - SERVER_LASTS > now():
            return held, key
    fresh = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Shiqiao local authority, {socket.gethostname()}"[:64])])
    usage = _usage(signs=True)
    made = (
        _builder(name, name, fresh, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(fresh.public_key()), critical=False)
        .sign(fresh, hashes.SHA256())
    )
    _write_key(place / "ca.key", fresh)
    (place / "ca.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made, fresh


def _issue(place: Path, wanted: list[str], authority: x509.Certificate, signer: ec.EllipticCurvePrivateKey) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shiqiao")])
    made = (
        _builder(name, authority.subject, key, SERVER_LASTS)
        .add_extension(x509.SubjectAlternativeName(_alternatives(wanted)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write_key(place / "server.key", key)
    chain = [made, authority]
    (place / "server.crt").write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta
) -> x509.CertificateBuilder:
    begin = now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(others, False),
    )


def _alternatives(wanted: list[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = []
    for name in wanted:
        try:
            found.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            found.append(x509.DNSName(name))
    return found


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text)
