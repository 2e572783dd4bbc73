"""Every operation of the API names the scope that a token needs for it, and refuses a token without it."""

import pytest
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Post
from shiqiao.kernel.people.scopes import SCOPES
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.surfaces.api.auth import operations
from shiqiao.surfaces.api.urls import api
from shiqiao.testing.street import Street

WRITES = {"report", "move", "visit", "hotline", "patrol"}
OPERATIONS = [(path, one) for path, one in operations(api)]


@pytest.mark.unit
@pytest.mark.parametrize(("path", "one"), OPERATIONS, ids=[f"{one.methods[0]} {path}" for path, one in OPERATIONS])
def test_every_operation_names_its_scope(path: str, one: object) -> None:
    scope = one.view_func.scope  # type: ignore[attr-defined]
    assert scope in SCOPES
    if one.methods != ["GET"]:  # type: ignore[attr-defined]
        assert scope in WRITES, "nothing is written with a token that may read"


@pytest.mark.unit
def test_the_documentation_says_which() -> None:
    paths = api.get_openapi_schema()["paths"]
    found = {method["x-scope"] for one in paths.values() for method in one.values()}
    assert found == set(SCOPES)


@pytest.mark.parametrize("mine", ["read", "report", "move", "visit", "hotline", "patrol"])
def test_a_token_with_one_scope_is_refused_by_all_other_operations(street: Street, mine: str) -> None:
    post = Post.objects.get(code="centre.dispatch")
    secret = issue_token(name="one", post=post, scopes=[mine], by=system("test"), at=now())
    client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
    for path, one in OPERATIONS:
        if one.view_func.scope == mine:  # type: ignore[attr-defined]
            continue
        address = "/api/v1" + path.replace("{number}", "7").replace("{do}", "close")
        call = getattr(client, one.methods[0].lower())
        answer = call(address, {}) if one.methods == ["GET"] else call(address, "{}", content_type="application/json")
        assert answer.status_code in (403, 422), address  # 422: what is missing is named before anything is read


def test_a_refused_scope_is_named(street: Street) -> None:
    post = Post.objects.get(code="centre.dispatch")
    secret = issue_token(name="one", post=post, scopes=["report"], by=system("test"), at=now())
    answer = Client().get("/api/v1/matters", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 403
    assert "read" in answer.json()["message"]
