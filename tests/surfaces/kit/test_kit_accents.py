"""A street's pages are drawn in the accent of its locality; what belongs to no one street in the house's own colour."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.base.actor import system
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.territory.models import Profile
from shiqiao.kernel.territory.profiles import profile, set_profile
from shiqiao.kernel.territory.rules.accents import ACCENTS
from shiqiao.places.install import install
from shiqiao.places.schema import read_locality
from shiqiao.testing.above import observer
from shiqiao.testing.street import STREET, Street

MODEL = Path(__file__).resolve().parents[3] / "localities/ganshiqiao"


def dress(accent: str) -> None:
    set_profile(wanted=replace(profile(STREET), accent=accent), by=system("test"), at=now())


def enter(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def drawn(client: Client, path: str) -> str:
    """Return the attributes of a page's root."""
    page = client.get(path)
    assert page.status_code == 200, path
    text = page.content.decode()
    return text[text.index("<html") : text.index(">", text.index("<html"))]


@pytest.mark.parametrize("path", ["/matters/", "/coverage/", "/field/"])
def test_pages_of_officials_are_in_the_accent_of_their_street(street: Street, path: str) -> None:
    assert "data-kit-accent" not in drawn(enter("dispatch2"), path)
    dress("wisteria")
    assert 'data-kit-accent="wisteria"' in drawn(enter("dispatch2"), path)
    dress("azurite")
    assert "data-kit-accent" not in drawn(enter("dispatch2"), path)


def test_residents_see_the_accent_of_the_street_they_turn_to(street: Street) -> None:
    dress("jade")
    assert 'data-kit-accent="jade"' in drawn(Client(), f"/portal/?street={STREET}")


def test_what_belongs_to_no_street_is_in_the_colour_of_the_house(street: Street) -> None:
    dress("ochre")
    assert "data-kit-accent" not in drawn(Client(), "/login/")
    observer("watch")
    assert "data-kit-accent" not in drawn(enter("watch"), "/district/")


def test_the_accent_asks_the_database_nothing(street: Street) -> None:
    client = enter("dispatch2")
    asked = []
    for accent in ("azurite", "dusk"):
        dress(accent)
        client.get("/matters/")  # what a process holds is loaded
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/matters/")
        # Stamps are looked at once a second, whatever is drawn.
        asked.append([one["sql"] for one in found.captured_queries if "shiqiao_stamp" not in one["sql"]])
    assert len(asked[0]) == len(asked[1])
    assert not [sql for sql in asked[1] if "territory_profile" in sql]


def test_loading_a_changed_locality_again_changes_the_pages(street: Street, tmp_path: Path) -> None:
    folder = tmp_path / "street"
    folder.mkdir()
    for entry in MODEL.iterdir():
        (folder / entry.name).symlink_to(entry)
    text = (MODEL / "locality.yaml").read_text(encoding="utf-8")
    assert text.count("theme: {accent: azurite}") == 1
    (folder / "locality.yaml").unlink()
    (folder / "locality.yaml").write_text(text.replace("accent: azurite", "accent: dusk"), encoding="utf-8")
    install(folder, by=system("test"), at=now())
    assert profile(STREET).accent == "dusk"
    assert 'data-kit-accent="dusk"' in drawn(enter("dispatch2"), "/matters/")


def test_an_unknown_accent_is_refused_when_the_file_is_read(tmp_path: Path) -> None:
    text = (MODEL / "locality.yaml").read_text(encoding="utf-8")
    (tmp_path / "locality.yaml").write_text(text.replace("accent: azurite", "accent: pink"), encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_locality(tmp_path)
    said = str(refused.value.fields["theme.accent"]).format(**refused.value.params)
    assert "pink" in said
    assert all(name in said for name in ACCENTS)


def test_neither_an_action_nor_a_statement_enters_what_is_no_accent(street: Street) -> None:
    with pytest.raises(Invalid):
        dress("pink")
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.filter(street=STREET).update(accent='"><b>')
