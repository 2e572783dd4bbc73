"""The door: what a password must be, which were used before, sealed secrets, who must prove more, and what is written."""

import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, system
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.people import actions, factors, logins, passwords, reads, signins
from shiqiao.kernel.people.browsers import in_words
from shiqiao.kernel.people.models import FormerPassword, SignIn
from shiqiao.kernel.people.powers import needs_second_factor
from shiqiao.kernel.people.rules import ROLE_REACH
from shiqiao.kernel.privacy import resealing
from shiqiao.kernel.privacy.rules import revealing_roles

from .offices import AT, BY, STREET, Office

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEEPER = Actor("account", "sec", account=1, street=STREET, roles=frozenset({"security_admin"}))


def code(secret: str, ahead: int = 0) -> str:
    """The code that an app shows now, or half minutes ahead (RFC 6238), reckoned here and not by the library."""
    from base64 import b32decode

    digest = hmac.digest(b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def mine(office: Office, name: str = "g01") -> dict[str, object]:
    return {"by": reads.actor_for(office.people[name]), "at": AT}


@pytest.mark.parametrize("weak", ["alllowercase", "OnlyLettersHere", "123456789012", "kurz-A1", "password-1234"[:9]])
def test_a_password_of_two_classes_or_nine_characters_is_refused(office: Office, weak: str) -> None:
    with pytest.raises(Invalid) as caught:
        actions.set_password(account=office.people["g01"], password=weak, **mine(office))
    assert list(caught.value.fields) == ["password"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_more_characters_never_make_fewer_classes(one: str, other: str) -> None:
    assert max(passwords.classes_of(one), passwords.classes_of(other)) <= passwords.classes_of(one + other) <= 4


def test_none_of_the_last_five_passwords_comes_again(office: Office) -> None:
    person = office.people["g01"]
    tried = [f"Eigenes-Wort-{n}" for n in range(6)]
    for word in tried:
        actions.set_password(account=person, password=word, **mine(office))
    for word in tried[1:]:
        with pytest.raises(Invalid, match=r"five|五"):
            actions.set_password(account=person, password=word, **mine(office))
    actions.set_password(account=person, password=tried[0], **mine(office))
    assert FormerPassword.objects.filter(account=person).count() == 4
    assert not any(word in row.password for row in FormerPassword.objects.all() for word in tried)


def test_drawn_passwords_satisfy_the_rules() -> None:
    assert all(passwords.classes_of(logins.new_password()) >= 3 for _ in range(200))


def test_a_password_grows_old_and_one_from_the_office_is_changed_at_once(office: Office, settings: object) -> None:
    from datetime import timedelta

    settings.PASSWORD_DAYS = 90  # type: ignore[attr-defined]
    person = actions.set_password(account=office.people["g01"], password="Eigenes-Wort-1", **mine(office))
    assert not passwords.must_change(person, AT + timedelta(days=89))
    assert passwords.must_change(person, AT + timedelta(days=90))
    settings.PASSWORD_DAYS = 0  # type: ignore[attr-defined]
    assert not passwords.must_change(person, AT + timedelta(days=9000))
    logins.reset_password(account=person, **BY)
    assert passwords.must_change(person, AT)


def test_the_three_powers_and_whoever_reveals_need_a_second_factor() -> None:
    needing = {role for role in ROLE_REACH if needs_second_factor({role})}
    assert needing == {"admin", "security_admin", "auditor"} | revealing_roles()
    assert not needs_second_factor(set())
    assert needs_second_factor({"handler", "auditor"})


def test_a_code_of_an_app_counts_once_and_recovery_codes_once_each(office: Office) -> None:
    person = office.people["g01"]
    with pytest.raises(Invalid):
        factors.add_app(account=person, secret=SECRET, code="000000", **mine(office))
    codes = factors.add_app(account=person, secret=SECRET, code=code(SECRET, -1), **mine(office))
    assert len(set(codes)) == 10
    shown = code(SECRET)
    assert factors.check_code(person, f"{shown[:3]} {shown[3:]}", AT) == "totp"
    assert factors.check_code(person, shown, AT) == "", "seen over a shoulder it is worth nothing"
    assert factors.check_code(person, codes[3], AT) == "recovery_codes"
    assert factors.check_code(person, codes[3], AT) == ""
    assert next(one.left for one in factors.factors_of(person) if one.kind == "recovery_codes") == 9
    fresh = factors.renew_codes(account=person, **mine(office))
    assert factors.check_code(person, codes[4], AT) == ""
    assert factors.check_code(person, fresh[4], AT) == "recovery_codes"


def test_secrets_of_factors_and_addresses_are_sealed(office: Office) -> None:
    person = office.people["g01"]
    codes = factors.add_app(account=person, secret=SECRET, code=code(SECRET), **mine(office))
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert not any(one in stored for one in codes)
    signins.begin(account=person, key="k" * 32, agent="", address="10.20.30.40", factor="", at=AT)
    row = SignIn.objects.get(account=person)
    assert b"10.20.30.40" not in bytes(row.address)
    assert crypto.decrypt(row.address, context=signins.ADDRESS) == "10.20.30.40"


def test_after_a_rotation_of_keys_factors_are_sealed_anew(office: Office) -> None:
    person, secrets = office.people["g01"], crypto.new_secrets()
    crypto.configure(secrets)
    factors.add_app(account=person, secret=SECRET, code=code(SECRET, -1), **mine(office))
    assert factors.reseal() == 0
    secrets = crypto.rotated(secrets)
    crypto.configure(secrets)
    assert factors.by_key() == {1: 2}, "the app's secret and the seed of the recovery codes"
    while not resealing.move_block(at=AT).done:
        pass
    assert factors.by_key() == {2: 2}, "the rotation of all other columns takes them along"
    assert resealing.left_on(1) == 0
    assert factors.reseal() == 0
    del secrets["field_keys"]["1"]
    crypto.configure(secrets)
    assert factors.check_code(person, code(SECRET), AT) == "totp"


def test_the_journal_tells_of_the_door_without_secrets(office: Office) -> None:
    person = office.people["g01"]
    codes = factors.add_app(account=person, secret=SECRET, code=code(SECRET), **mine(office))
    number = factors.factors_of(person)[0].id
    signins.begin(account=person, key="k" * 32, agent="Firefox", address="10.20.30.40", factor="", at=AT)
    factors.remove_factor(account=person, number=number, **mine(office))
    signins.end_all(account=person, **mine(office))
    lines = JournalLine.objects.filter(kind="account", subject=person.pk).order_by("seq")
    assert [line.code for line in lines][-3:] == ["people.factor_added", "people.factor_removed", "people.signin_ended"]
    told = str([line.data for line in lines])
    assert not any(word in told for word in (SECRET, "10.20", "Firefox", *codes))
    assert factors.factors_of(person) == [], "with the last factor the recovery codes go"


def test_ending_a_sign_in_deletes_its_session_and_nobody_ends_anothers(office: Office) -> None:
    person, other = office.people["g01"], office.people["g02"]
    store = SessionStore()
    store.create()
    row = signins.begin(account=person, key=store.session_key or "", agent="", address="", factor="", at=AT)
    with pytest.raises(Forbidden):
        signins.end_seat(account=person, number=row.pk, **mine(office, "g02"))
    with pytest.raises(NotFound):
        signins.end_seat(account=other, number=row.pk, **mine(office, "g02"))
    signins.end_seat(account=person, number=row.pk, **mine(office))
    assert not SessionStore().exists(store.session_key or "")
    row.refresh_from_db()
    assert (row.key, row.reason) == (None, "revoked")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignIn.objects.filter(pk=row.pk).update(key="opens again")


def test_only_a_security_administrator_resets_factors_and_never_the_own(office: Office) -> None:
    person = office.people["g01"]
    factors.add_app(account=person, secret=SECRET, code=code(SECRET), **mine(office))
    for by in (
        reads.actor_for(office.people["leader"]),
        Actor("account", "a", street=STREET, roles=frozenset({"admin"})),
    ):
        with pytest.raises(Forbidden):
            factors.reset_door(account=person, by=by, at=AT)
    elsewhere = Actor("account", "sec", account=1, street=STREET + 1, roles=frozenset({"security_admin"}))
    with pytest.raises(Forbidden):
        factors.reset_door(account=person, by=elsewhere, at=AT)
    own = Actor("account", "sec", account=person.pk, street=STREET, roles=frozenset({"security_admin"}))
    with pytest.raises(Invalid):
        factors.reset_door(account=person, by=own, at=AT)
    factors.reset_door(account=person, by=KEEPER, at=AT)
    assert factors.kinds_of(person) == set()
    with pytest.raises(NotFound):
        factors.renew_codes(account=person, by=system("x"), at=AT)


def test_old_sign_ins_are_closed_and_forgotten(office: Office) -> None:
    from datetime import timedelta

    signins.begin(account=office.people["g01"], key="a" * 32, agent="", address="", factor="", at=AT)
    assert signins.forget_old(at=AT + timedelta(hours=13)) == 0
    assert SignIn.objects.get().reason == "aged"
    assert signins.forget_old(at=AT + timedelta(days=182)) == 1


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0", "WeChat · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent: str, said: str) -> None:
    assert in_words(agent) == said
