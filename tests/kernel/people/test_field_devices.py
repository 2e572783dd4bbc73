"""Field devices on the server: whose they are, what they sign, that nothing counts twice, and what a revocation leaves."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base import crypto
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import fielddevices
from shiqiao.kernel.people.errors import ActReplayed, DeviceRevoked, SignatureWrong
from shiqiao.kernel.people.models import Account, FieldDevice, Post
from shiqiao.testing.street import Street


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


class Phone:
    """What the browser's module does, in Python."""

    def __init__(self, street: Street, login: str = "c1g1", name: str = "网格手机") -> None:
        self.by, self.key, self.counter = street.actor(login), ec.generate_private_key(ec.SECP256R1()), 0
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.half = fielddevices.register_field_device(name=name, public_key=text(point), by=self.by, at=now())
        self.number = self.half.device.pk

    def signed(self, body: bytes, counter: int) -> str:
        said = f"shiqiao-act\n{self.number}\n{counter}\n{sha256(body).hexdigest()}".encode()
        r, s = decode_dss_signature(self.key.sign(said, ec.ECDSA(SHA256())))
        return text(r.to_bytes(32) + s.to_bytes(32))

    def act(self, body: bytes = b"{}", counter: int | None = None, **changes: object) -> FieldDevice:
        self.counter = counter if counter is not None else self.counter + 1
        values = {"device": self.number, "counter": self.counter, "body": body, "signature": self.signed(body, self.counter),
                  "by": self.by, "at": now()}  # fmt: skip
        return fielddevices.verify_device_act(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def phone(street: Street) -> Phone:
    return Phone(street)


def test_an_act_signed_on_the_device_is_accepted_once(phone: Phone) -> None:
    assert phone.act(b"one").counter == 1
    with pytest.raises(ActReplayed):
        phone.act(b"one", counter=1)
    assert phone.act(b"two", counter=9).counter == 9
    with pytest.raises(ActReplayed):
        phone.act(b"late", counter=5)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(counters=st.lists(st.integers(1, 12), max_size=12))
def test_whatever_the_order_each_counter_counts_at_most_once_and_only_upwards(
    phone: Phone, counters: list[int]
) -> None:
    FieldDevice.objects.filter(pk=phone.number).update(counter=0)
    taken: list[int] = []
    for counter in counters:
        try:
            taken.append(phone.act(counter=counter).counter)
        except ActReplayed:
            assert counter <= max(taken)
    assert taken == sorted(set(taken))


def test_a_changed_body_counter_or_signature_is_refused_and_counts_nothing(phone: Phone, street: Street) -> None:
    right = {
        "device": phone.number,
        "counter": 1,
        "body": b"body",
        "signature": phone.signed(b"body", 1),
        "by": phone.by,
        "at": now(),
    }
    for changes in (
        {"body": b"other"},
        {"counter": 2},
        {"signature": text(bytes(64))},
        {"signature": "AA"},
        {"counter": 2**60},
    ):
        with pytest.raises(SignatureWrong):
            fielddevices.verify_device_act(**{**right, **changes})
    with pytest.raises(Invalid):
        phone.act(signature="ö")
    assert FieldDevice.objects.get(pk=phone.number).counter == 0


def test_another_persons_device_looks_like_none_and_machines_have_none(phone: Phone, street: Street) -> None:
    other = street.actor("c1head")
    with pytest.raises(NotFound):
        phone.act(by=other)
    with pytest.raises(NotFound):
        fielddevices.revoke_field_device(device=phone.number, by=other, at=now())
    assert fielddevices.own_field_devices(other) == []
    with pytest.raises(Forbidden):
        fielddevices.street_field_devices(other)


def test_contact_gives_the_same_half_again_and_only_its_ciphertext_is_kept(phone: Phone) -> None:
    again = fielddevices.contact_field_device(
        device=phone.number, counter=1, signature=phone.signed(b"contact", 1), by=phone.by, at=now()
    )
    assert (again.half, again.lasts) == (phone.half.half, timedelta(days=3))
    kept = bytes(FieldDevice.objects.get().half or b"")
    assert phone.half.half.encode() not in kept
    assert crypto.decrypt(kept, context=fielddevices.CONTEXT) == phone.half.half


def test_a_revoked_device_gets_a_notice_that_only_this_server_can_have_made_and_no_half(phone: Phone) -> None:
    at = now()
    fielddevices.revoke_field_device(device=phone.number, by=phone.by, at=at)
    with pytest.raises(DeviceRevoked) as caught:
        phone.act()
    half = fielddevices._plain(phone.half.half)
    key = hmac.new(half, b"shiqiao-notice", sha256).digest()
    expected = hmac.new(key, f"revoked\n{phone.number}\n{at.isoformat()}".encode(), sha256).digest()
    assert caught.value.params["notice"] == text(expected)
    row = FieldDevice.objects.get()
    assert row.half is None
    fielddevices.revoke_field_device(device=phone.number, by=phone.by, at=now())  # again changes nothing
    assert FieldDevice.objects.get().revoked_at == at


def test_the_security_administrator_sees_and_revokes_everybodys(phone: Phone, street: Street) -> None:
    post = Post.objects.get(code="general.admin")
    Post.objects.filter(pk=post.pk).update(roles=["security_admin"])
    from shiqiao.base import snapshots

    snapshots.drop()
    keeper = street.actor("admin1")
    assert [row.pk for row in fielddevices.street_field_devices(keeper)] == [phone.number]
    fielddevices.revoke_field_device(device=phone.number, by=keeper, at=now())
    codes = JournalLine.objects.filter(kind="field_device").order_by("seq").values_list("code", flat=True)
    assert list(codes) == ["people.field_device_registered", "people.field_device_revoked"]


def test_names_keys_and_numbers_of_devices_are_bounded(phone: Phone, street: Street) -> None:
    by = phone.by
    for key in ("", "AAAA", text(bytes(65)), text(b"\x04" + bytes(64)), "中"):
        with pytest.raises(Invalid):
            fielddevices.register_field_device(name="a", public_key=key, by=by, at=now())
    with pytest.raises(Invalid):
        fielddevices.register_field_device(
            name=" ", public_key=text(bytes(FieldDevice.objects.get().public_key)), by=by, at=now()
        )
    with pytest.raises(Invalid):
        fielddevices.register_field_device(
            name="a", public_key=text(bytes(FieldDevice.objects.get().public_key)), by=by, at=now()
        )
    for _ in range(fielddevices.MOST - 1):
        Phone(street)
    with pytest.raises(Invalid, match="already"):
        Phone(street)


def test_a_closed_account_has_no_device_any_more(phone: Phone) -> None:
    Account.objects.filter(pk=phone.by.account).update(is_active=False)
    with pytest.raises(Forbidden):
        phone.act()


def test_the_database_keeps_no_half_of_a_revoked_device(phone: Phone) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldDevice.objects.filter(pk=phone.number).update(revoked_at=now())
