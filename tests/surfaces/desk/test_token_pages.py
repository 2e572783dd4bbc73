"""The page of tokens: given out by the security administrator, shown once, ended at once; others are kept out."""

import re

import pytest
from django.test import Client

from shiqiao.base.snapshots import touch
from shiqiao.kernel.people.models import AccessToken, Post
from shiqiao.kernel.people.tokens import bearer_of
from shiqiao.testing.street import Street

from .conftest import Enter


@pytest.fixture
def guard(street: Street, enter: Enter) -> Client:
    """A security administrator at the desk."""
    Post.objects.filter(code="general.admin").update(roles=["security_admin"])
    touch("people")
    return enter("admin1")


def give(guard: Client, **more: object) -> object:
    post = Post.objects.get(code="centre.dispatch").pk
    return guard.post(
        "/people/tokens/", {"name": "市平台", "post": post, "scopes": ["read", "report"], "lasts": "365", **more}
    )


def test_a_token_is_shown_once_and_works(guard: Client) -> None:
    page = give(guard)
    assert page.status_code == 200  # type: ignore[attr-defined]
    assert "no-store" in page["Cache-Control"]  # type: ignore[index]
    secret = re.search(r"data-secret>([^<]+)<", page.content.decode())[1]  # type: ignore[index, attr-defined]
    found = bearer_of(secret)
    assert found is not None
    assert found.scopes == {"read", "report"}
    listed = guard.get("/people/tokens/").content.decode()
    assert secret not in listed
    assert secret[:8] in listed
    assert "市平台" in listed
    guard.post(f"/people/tokens/{AccessToken.objects.get().pk}/revoke/")
    assert bearer_of(secret) is None


@pytest.mark.parametrize("wrong", [{"scopes": []}, {"networks": "10.1"}, {"name": ""}, {"post": "999999"}])
def test_what_is_wrong_stands_at_its_field_and_gives_nothing_out(guard: Client, wrong: dict[str, object]) -> None:
    assert give(guard, **wrong).status_code in (404, 422)  # type: ignore[attr-defined]
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("login", ["leader1", "dispatch1", "admin1"])
def test_others_neither_see_nor_give_tokens(street: Street, enter: Enter, login: str) -> None:
    assert enter(login).get("/people/tokens/").status_code == 403
    assert enter(login).post("/people/tokens/", {}).status_code == 403


def test_an_auditor_looks_on(street: Street, enter: Enter) -> None:
    Post.objects.filter(code="general.admin").update(roles=["auditor"])
    touch("people")
    page = enter("admin1").get("/people/tokens/")
    assert page.status_code == 200
    assert '<form method="post" novalidate>' not in page.content.decode()
    assert enter("admin1").post("/people/tokens/7/revoke/").status_code == 403
