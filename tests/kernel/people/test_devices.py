"""Screens: a code that works once and for ten minutes, a secret kept as a hash, revoked at once, accepted by no action."""

import inspect
from datetime import timedelta
from typing import Any

import pytest

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, devices, handing, logins, portfolios, reads
from shiqiao.kernel.people.models import Device

from .offices import AT, BY, GRIDS, NEXT_STREET, STREET, Office, make_office

pytestmark = pytest.mark.django_db


def add(**more: Any) -> devices.Pairing:
    return devices.add_device(**{"street": STREET, "name": "大厅", "kind": "wall", **BY, **more})


def test_a_screen_is_paired_by_its_code_and_known_by_its_secret(office: Office) -> None:
    made = add(unit=office.unit)
    row, secret = devices.pair_device(code=f"{made.code[:4]} {made.code[4:]}", at=AT)
    actor = devices.actor_of_device(secret, AT)
    assert actor is not None
    assert (actor.kind, actor.street, actor.roles, actor.reach.span, actor.account) == (
        "device", STREET, frozenset({"screen"}), None, None,
    )  # fmt: skip
    assert devices.device_of(actor) == row
    stored = Device.objects.get(pk=row.pk)
    assert secret.encode() not in bytes(stored.secret)
    assert stored.code is None
    text = "".join(str(line.data) for line in JournalLine.objects.all())
    assert made.code not in text
    assert secret not in text


def test_a_code_works_once_and_for_ten_minutes_only(office: Office) -> None:
    made = add()
    late = AT + timedelta(minutes=10, seconds=1)
    for code, at in ((made.code, late), ("00000000", AT), ("", AT), (made.code[:7], AT), (made.code + "1", AT)):
        with pytest.raises(Invalid):
            devices.pair_device(code=code, at=at)
    devices.pair_device(code=made.code, at=AT + timedelta(minutes=10))
    with pytest.raises(Invalid):
        devices.pair_device(code=made.code, at=AT)


def test_pairing_again_shuts_the_former_screen_out(office: Office) -> None:
    made = add()
    row, first = devices.pair_device(code=made.code, at=AT)
    again = devices.renew_code(device=row, **BY)
    assert devices.actor_of_device(first, AT), "until the new one is there"
    _row, second = devices.pair_device(code=again.code, at=AT)
    assert devices.actor_of_device(first, AT) is None
    assert devices.actor_of_device(second, AT)


def test_a_revoked_screen_is_shut_out_at_once_and_stays_so(office: Office) -> None:
    made = add()
    row, secret = devices.pair_device(code=made.code, at=AT)
    devices.revoke_device(device=row, **BY)
    assert devices.actor_of_device(secret, AT) is None
    with pytest.raises(Invalid):
        devices.renew_code(device=row, **BY)
    waiting = add(name="窗口")
    devices.revoke_device(device=waiting.device, **BY)
    with pytest.raises(Invalid):
        devices.pair_device(code=waiting.code, at=AT)


def test_only_administrators_of_the_street_keep_screens(office: Office) -> None:
    made = add()
    next_door = reads.actor_for(make_office(NEXT_STREET).people["leader"])
    for by in (reads.actor_for(office.people["leader"]), reads.actor_for(office.people["g01"]), next_door):
        for act in (
            lambda by=by: add(by=by),
            lambda by=by: devices.renew_code(device=made.device, by=by, at=AT),
            lambda by=by: devices.revoke_device(device=made.device, by=by, at=AT),
            lambda by=by: devices.devices(by),
        ):
            with pytest.raises(Forbidden):
                act()
    stranger = Actor("account", "x", street=NEXT_STREET, roles=frozenset({"admin"}))
    with pytest.raises(NotFound):
        devices.access_device(stranger, made.device.pk)


def test_a_wrong_kind_name_or_unit_is_named(office: Office) -> None:
    for field, wrong in (("kind", "toaster"), ("name", " "), ("unit", make_office(NEXT_STREET).unit)):
        with pytest.raises(Invalid) as caught:
            add(**{field: wrong})
        assert list(caught.value.fields) == [field]


def test_no_action_about_people_accepts_a_screen(office: Office) -> None:
    screen = Actor("device", "device.1", street=STREET, roles=devices.SCREEN)
    post, account = office.posts["g01"], office.people["g01"]
    device = add().device
    draft = handing.draft_hand_over(
        giver=account, parts=[handing.Part(post, post, office.people["g02"])], starts_on=AT.date(), **BY
    )
    known: dict[str, Any] = {
        "street": STREET, "post": post, "account": account, "unit": office.unit, "device": device, "hand_over": draft,
        "giver": account, "grid": GRIDS[0], "line": "city", "community": STREET * 1000 + 1, "start": AT.date(), "on": AT.date(),
        "starts_on": AT.date(), "password": "Genug-Lang-1", "code": "x", "title_zh": "x", "title_en": "x", "kind": "department",
        "roles": ["handler"], "territory": STREET * 1_000_000, "username": "x", "display_name": "x", "phone": "", "name": "x",
        "language": "en", "deputy": office.people["g02"], "parts": [],
    }  # fmt: skip
    tried = set()
    for module in (actions, portfolios, logins, devices, handing):
        for name, act in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(act).parameters
            if (
                act.__module__ != module.__name__
                or name.startswith("_")
                or "by" not in parameters
                or name == "mark_seen"
            ):
                continue
            given = {key: known[key] for key, one in parameters.items() if key in known and one.default is one.empty}
            with pytest.raises(Forbidden):
                act(**given, by=screen, at=AT)
            tried.add(name)
    assert len(tried) > 25
    assert {"appoint", "set_password", "issue_logins", "put_in_charge", "confirm_hand_over", "add_device"} <= tried
