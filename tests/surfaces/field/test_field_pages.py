"""The shell of the field app: the same for everybody, small, and kept as a whole under a version."""

import gzip
import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from shiqiao.kernel.people.models import Account
from shiqiao.surfaces.field import precache, words
from shiqiao.testing.street import Street

MOST = 150_000  # bytes, compressed, of the first load


def test_the_shell_is_the_same_page_for_everybody_and_names_nobody(street: Street) -> None:
    stranger, member = Client(), Client()
    member.force_login(Account.objects.get(username="c1g1"))
    pages = [_without_tokens(one.get("/field/").content.decode()) for one in (stranger, member)]
    assert pages[0] == pages[1]
    assert "春一梅" not in pages[1]


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_who_is_signed_in_is_told_apart_from_the_shell(street: Street) -> None:
    member = Client()
    assert member.get("/field/me").json()["account"] == 0
    member.force_login(Account.objects.get(username="c1g1"))
    told = member.get("/field/me").json()
    assert (told["name"], bool(told["csrf"])) == ("春一梅", True)
    assert "春元里社区第1网格员" in told["posts"]


def test_the_first_load_is_small_and_every_kept_file_is_there(street: Street) -> None:
    page = Client().get("/field/").content
    sizes = {name: len(gzip.compress(_bytes(name))) for name in precache.files()}
    assert len(gzip.compress(page)) + sum(sizes.values()) < MOST, sizes
    assert {"field/app.js", "kit/vault.js", "kit/field.css"} <= sizes.keys()


def _bytes(name: str) -> bytes:
    with open(str(finders.find(name)), "rb") as file:
        return file.read()


def test_every_module_and_style_that_the_shell_and_its_modules_ask_for_is_kept(street: Street) -> None:
    page = Client().get("/field/").content.decode()
    asked = {one for one in re.findall(r'(?:href|src)="/static/([^"]+)"', page) if not one.endswith("print.css")}
    for name in [one for one in precache.files() if one.endswith(".js")]:
        folder = name.rpartition("/")[0]
        for found in re.findall(r'from "(\.\.?/[\w./-]+)"', _bytes(name).decode()):
            asked.add(found[3:] if found.startswith("../") else f"{folder}/{found[2:]}")
    assert asked - set(precache.files()) == set()


def test_the_service_worker_carries_its_list_and_a_version(street: Street) -> None:
    answer = Client().get("/field/sw.js")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "text/javascript; charset=utf-8",
        "no-cache",
    )
    kept = json.loads(answer.content.decode().partition("const KEPT = ")[2].partition(";\n")[0])
    assert kept["version"] == precache.version()
    assert "/static/field/queue.js" in kept["files"]


def test_the_manifest_makes_it_an_app_of_its_own(street: Street) -> None:
    told = Client().get("/field/manifest.webmanifest").json()
    assert (told["scope"], told["start_url"], told["display"]) == ("/field/", "/field/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


@pytest.mark.unit
def test_every_word_that_scripts_say_is_given_to_them() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in precache.OWN.glob("*.js"))
    said = set(re.findall(r'say\("(\w+)"', scripts))
    assert len(said) > 60
    assert said - words.SAID.keys() == set()
