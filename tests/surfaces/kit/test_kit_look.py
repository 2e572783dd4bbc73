"""The look of pages is kept in a cookie, changed by a form, and drawn by the server."""

import pytest
from django.test import Client

from shiqiao.surfaces.kit.look import COOKIE, Look, changed


def attributes(page: str) -> str:
    return page[page.index("<html") : page.index(">", page.index("<html"))]


@pytest.mark.parametrize("path", ["/-/kit", "/-/kit/portal", "/-/kit/field", "/-/kit/login", "/-/kit/error/404"])
def test_the_server_draws_what_the_cookie_says(site: Client, path: str) -> None:
    assert "data-kit-size" not in attributes(site.get(path).content.decode())
    site.cookies[COOKIE] = "dark.large"
    drawn = attributes(site.get(path).content.decode())
    assert 'data-bs-theme="dark"' in drawn
    assert 'data-kit-size="large"' in drawn


def test_a_cookie_that_says_nothing_known_counts_as_none(site: Client) -> None:
    for said in ("", "large", '"><script>', "dark.huge", ".large.", "auto.usual"):
        site.cookies[COOKIE] = said
        drawn = attributes(site.get("/-/kit/login").content.decode())
        assert "script" not in drawn
        assert "data-kit-size" not in drawn


def test_each_wish_changes_its_own_part_and_stays_on_the_page(site: Client) -> None:
    answer = site.post("/look/", {"size": "large", "next": "/-/kit/portal"})
    assert answer.headers["location"] == "/-/kit/portal"
    assert answer.cookies[COOKIE].value == "auto.large"
    assert site.post("/look/", {"theme": "dark"}).cookies[COOKIE].value == "dark.large"
    assert site.post("/look/", {"size": "enormous", "theme": "pink"}).cookies[COOKIE].value == "dark.large"
    assert site.post("/look/", {"size": "usual"}).cookies[COOKIE].value == "dark.usual"


def test_a_wish_never_leads_elsewhere_and_needs_a_form(site: Client) -> None:
    assert "elsewhere" not in site.post("/look/", {"next": "https://elsewhere.example/"}).headers["location"]
    assert site.get("/look/").status_code == 405


def test_the_switch_says_where_it_leads(site: Client) -> None:
    assert 'value="large"' in site.get("/-/kit/portal").content.decode()
    site.cookies[COOKIE] = "light.large"
    page = site.get("/-/kit/portal").content.decode()
    assert 'name="size" value="usual"' in page
    assert "标准版" in page


def test_without_scripts_the_theme_goes_to_and_fro() -> None:
    assert Look("auto").next_theme == "dark"
    assert changed(Look("auto"), theme="dark").next_theme == "light"
    assert Look("light", "large").other_size == "usual"
