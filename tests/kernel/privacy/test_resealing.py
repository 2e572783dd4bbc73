"""Rotation: every sealed column moves to the new key, block by block, also when it is killed half-way; nothing is lost."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base import crypto
from shiqiao.base.classes import HOLDINGS
from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Identifier, Reporter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.privacy import resealing
from shiqiao.kernel.privacy.errors import KeyInUse
from shiqiao.kernel.privacy.models import Resealing
from shiqiao.testing import street as kit
from shiqiao.testing.street import Street
from tests.kernel.registry.conftest import corner as corner


def everything_sealed() -> dict[str, str]:
    """Read every sealed value of the database in clear, by where it stands."""
    found = {}
    with connection.cursor() as cursor:
        for column in resealing.columns():
            cursor.execute(column.sql('SELECT "{key}", "{column}" FROM "{table}" WHERE octet_length("{column}") > 0'))
            for number, value in cursor.fetchall():
                found[f"{column.name}/{number}"] = crypto.decrypt(value, context=column.context)
    return found


@pytest.fixture
def filled(street: Street, corner: Any) -> dict[str, str]:
    """A street with sealed values, each readable with the context that its column declares."""
    for number in range(5):
        street.report(f"打1390013921{number}", contact=Contact(name=f"柳絮{number}", phone=f"1391113921{number}"))
    corner.person("石小桥", identity="", phone="13912345678")
    street.photo(by=street.actor("dispatch1"))
    return everything_sealed()


def move_all(size: int = 500) -> int:
    moved = 0
    while not (step := resealing.move_block(at=now(), size=size)).done:
        moved += step.values
    return moved


@pytest.mark.parametrize("provider", ["std", "gm"])
def test_after_a_rotation_every_value_stands_on_the_new_key_and_reads_as_before(
    filled: dict[str, str], provider: str
) -> None:
    secrets = crypto.rotated(kit.SECRETS, provider=provider)
    crypto.configure(secrets)
    assert len(filled) > 15
    assert resealing.left_on(1) == len(filled)
    assert move_all(size=3) == len(filled)
    assert resealing.left_on(1) == 0
    crypto.configure(crypto.without(secrets, 1))  # retired: nothing needs it any more
    assert everything_sealed() == filled


def test_a_rotation_that_dies_goes_on_where_it_stopped(filled: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    crypto.configure(crypto.rotated(kit.SECRETS))
    for _ in range(3):
        resealing.move_block(at=now(), size=2)
    before = resealing.left_on(1)
    real = crypto.encrypt

    def dies(*args: Any, **kwargs: Any) -> bytes:
        if dies.left == 0:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        dies.left -= 1  # type: ignore[attr-defined]
        return real(*args, **kwargs)

    dies.left = 1  # type: ignore[attr-defined]
    monkeypatch.setattr(crypto, "encrypt", dies)
    with pytest.raises(KeyboardInterrupt):
        move_all(size=2)
    monkeypatch.setattr(crypto, "encrypt", real)
    assert resealing.left_on(1) >= before - 1  # the half block was taken back
    move_all()
    assert resealing.left_on(1) == 0
    assert everything_sealed() == filled


def test_what_is_written_while_it_runs_is_readable_and_what_came_late_keeps_its_key(
    street: Street, filled: dict[str, str]
) -> None:
    secrets = crypto.rotated(kit.SECRETS)
    crypto.configure(kit.SECRETS)
    late = crypto.encrypt("13900000000")
    crypto.configure(secrets)
    move_all()
    street.report("再打13900139299")
    with_old = Identifier.objects.latest("id")
    Identifier.objects.filter(pk=with_old.pk).update(value=late)  # an act that began before the rotation commits now
    with pytest.raises(KeyInUse) as refused:
        resealing.make_sure_unused(1)
    assert refused.value.params == {"number": 1, "left": 1}
    resealing.begin_again()
    move_all()
    resealing.make_sure_unused(1)
    assert crypto.decrypt(Identifier.objects.get(pk=with_old.pk).value) == "13900000000"


def test_a_value_that_no_key_opens_stays_and_is_counted(street: Street, filled: dict[str, str]) -> None:
    Reporter.objects.filter(pk=Reporter.objects.latest("id").pk).update(phone=b"\x01" + b"x" * 40)
    crypto.configure(crypto.rotated(kit.SECRETS))
    move_all(size=1)
    assert resealing.left_on(1) == 1
    assert Resealing.objects.get(column="matters_reporter.phone").failed == 1


def test_the_worker_does_nothing_while_there_is_one_key(street: Street) -> None:
    crypto.configure({**kit.SECRETS, "field_keys": {"1": kit.SECRETS["field_keys"]["1"]}})
    assert resealing.keep_moving(at=now()) == 0
    assert not Resealing.objects.exists()


def test_every_sealed_column_is_found_from_the_classes() -> None:
    named = {column.name for column in resealing.columns()}
    binary = {
        f"{model._meta.db_table}.{held.column}"
        for model in apps.get_models()
        if model in HOLDINGS
        for held in HOLDINGS[model].of("sealed")
    }
    assert named == binary
    assert {"matters_reporter.phone", "privacy_readlog.note", "registry_person.identity"} <= named
    assert json.dumps(sorted(named))


@given(st.text(max_size=60), st.text(max_size=10), st.integers(1, 4))
def test_moving_a_value_keeps_what_it_says_and_where_it_belongs(value: str, context: str, times: int) -> None:
    before, secrets = crypto._keys, crypto.new_secrets()
    try:
        crypto.configure(secrets)
        stored = crypto.encrypt(value, context=context)
        for _ in range(times):
            secrets = crypto.rotated(secrets)
            crypto.configure(secrets)
            ((_, stored),) = resealing._resealed([(1, stored)], context)
            assert crypto.is_current(stored)
        assert crypto.decrypt(stored, context=context) == value
    finally:
        crypto._keys = before
