"""Tokens: told once, bound to a post and narrowed by scopes, with an end, a last use and a place to come from."""

from datetime import timedelta

import pytest

from shiqiao.base.actor import Actor, system
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import tokens
from shiqiao.kernel.people.models import AccessToken, Post
from shiqiao.testing.street import MORNING, STREET, Street, later

GUARD = Actor(kind="account", code="general.security", street=STREET, roles=frozenset({"security_admin"}))


def issue(post: str = "centre.dispatch", **more: object) -> str:
    given: dict[str, object] = {"name": "test", "post": Post.objects.get(code=post), "by": system("test"), "at": now()}
    return tokens.issue_token(**{**given, **more})  # type: ignore[arg-type]


def test_a_token_is_known_by_its_form_and_kept_as_a_hash_only(street: Street) -> None:
    secret = issue()
    assert secret.startswith("shq_")
    assert tokens.looks_like_token(secret)
    assert not tokens.looks_like_token(secret[:-1] + ("0" if secret[-1] != "0" else "1"))
    row = AccessToken.objects.get()
    assert secret.encode() not in bytes(row.secret)
    assert row.hint == secret[:8]
    told = "".join(str(line.data) for line in JournalLine.objects.filter(kind="token"))
    assert secret not in told
    assert "centre.dispatch" in told


def test_it_does_only_what_its_scopes_say(street: Street) -> None:
    secret = issue(scopes=["read"])
    assert tokens.actor_of_token(secret, scope="read") is not None
    with pytest.raises(Forbidden, match="scope report"):
        tokens.actor_of_token(secret, scope="report")


def test_it_ends_after_a_year_and_is_told_of_a_month_before(street: Street) -> None:
    secret = issue()
    with held(later(MORNING, days=334)):
        assert tokens.warn_of_ends(at=now()) == 0
    with held(later(MORNING, days=336)):
        assert tokens.warn_of_ends(at=now()) == 1
        assert tokens.warn_of_ends(at=now()) == 0, "told once"
        assert tokens.state_of(AccessToken.objects.get()) == "ending"
    assert Notice.objects.filter(kind=tokens.ENDS).count() == 1
    with held(later(MORNING, days=365)):
        assert tokens.bearer_of(secret) is None


def test_it_is_taken_from_its_own_networks_only(street: Street) -> None:
    secret = issue(networks=["10.1.0.0/16", "2001:db8::/32"])
    assert tokens.bearer_of(secret, address="10.1.2.3")
    assert tokens.bearer_of(secret, address="2001:db8::5")
    for elsewhere in ("10.2.0.1", "", "nonsense", "::ffff:10.1.2.3x"):
        assert tokens.bearer_of(secret, address=elsewhere) is None


def test_the_day_of_the_last_use_is_noted(street: Street) -> None:
    secret = issue()
    for days in (0, 0, 3):
        with held(later(MORNING, days=days)):
            assert tokens.bearer_of(secret)
            assert AccessToken.objects.get().used_on == now().date()


def test_a_revoked_one_is_refused_at_once(street: Street) -> None:
    secret = issue()
    tokens.revoke_token(token=AccessToken.objects.get(), by=GUARD, at=now())
    assert tokens.bearer_of(secret) is None


@pytest.mark.parametrize("post", ["general.admin"])
def test_nobody_hands_a_power_to_a_machine(street: Street, post: str) -> None:
    with pytest.raises(Invalid) as refused:
        issue(post)
    assert "post" in refused.value.fields


@pytest.mark.parametrize("role", ["admin", "auditor", "leader", "dispatcher"])
def test_only_the_security_administrator_gives_out_and_ends(street: Street, role: str) -> None:
    other = Actor(kind="account", code="x", street=STREET, roles=frozenset({role}))
    with pytest.raises(Forbidden):
        issue(by=other)
    issue(by=GUARD)
    with pytest.raises(Forbidden):
        tokens.revoke_token(token=AccessToken.objects.get(), by=other, at=now())
    neighbour = Actor(kind="account", code="y", street=370103006, roles=frozenset({"security_admin"}))
    with pytest.raises(NotFound):
        tokens.access_token(neighbour, AccessToken.objects.get().pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["everything"]}, "scopes"),
        ({"lasts": timedelta(days=4000)}, "lasts"), ({"lasts": timedelta(0)}, "lasts"), ({"networks": ["10.1"]}, "networks"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(street: Street, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        issue(**wrong)
    assert list(refused.value.fields) == [field]
