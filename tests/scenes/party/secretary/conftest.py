"""A secretary's project in the model street."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.party.secretary import actions, opening
from shiqiao.scenes.party.secretary.actions import Proof
from shiqiao.scenes.party.secretary.opening import ProjectGiven
from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.scenes.party.secretary.tables import SecretaryProject
from shiqiao.testing.street import STREET, Street

Open = Callable[..., SecretaryProject]
Prove = Callable[[SecretaryProject, str], None]


def post(code: str) -> int:
    """Return a post by its code."""
    return people.post_by_code(code, STREET).id


@pytest.fixture
def begin(street: Street) -> Open:
    """Open a project of the Party secretary; the deputy decides at its gates."""

    def make(by: str = "general1", **more: object) -> SecretaryProject:
        values: dict[str, object] = {
            "title": "党建引领社会治理创新（虚构）", "owner": post("street.secretary"),
            "decider": post("street.deputy_secretary"),
            "begins": date(2018, 3, 1), "aim": "形成五方参与、机制保障的治理体系",
        }  # fmt: skip
        given = ProjectGiven(**{**values, **more})  # type: ignore[arg-type]
        return opening.open_project(given=given, by=street.actor(by), at=now())

    return make


@pytest.fixture
def prove(street: Street) -> Prove:
    """Give what the gate of a step asks for: evidence of each deliverable, the part of each party."""

    def give(row: SecretaryProject, step: str) -> None:
        by, rules = street.actor("leader1"), rules_of(STREET)
        said = rules.step(step)
        assert said is not None
        for one in said.deliverables:
            photo = street.photo(by=by, purpose="evidence")
            proof = Proof("deliverable", one.code, f"{one.title.zh}已形成", (photo,))
            actions.add_evidence(project=row.pk, proof=proof, by=by, at=now())
        for party in rules.parties:
            words = f"{party.title.zh}参加"
            actions.tell_part(project=row.pk, step=step, party=party.code, words=words, by=by, at=now())

    return give


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
