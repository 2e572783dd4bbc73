"""Stories of a secretary's project: a gate refused for missing evidence, passed later; the dossier names all five."""

from datetime import date

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring.sources import sources
from shiqiao.scenes.party.honours.store import HONOUR
from shiqiao.scenes.party.secretary import actions, opening, papers, reads
from shiqiao.scenes.party.secretary.actions import Proof
from shiqiao.scenes.party.secretary.errors import GateLacks, GateNotYours
from shiqiao.scenes.party.secretary.opening import ProjectGiven
from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.scenes.party.secretary.tables import SecretaryProject
from shiqiao.surfaces.desk.papers.model import Facts, Grid
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

FIVE = ("社区党组织", "党员代表", "专业团队", "驻区单位", "居民代表")


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


def enter(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def opened(tell: Telling) -> SecretaryProject:
    owner, decider = (people.post_by_code(code, STREET).id for code in ("street.secretary", "street.deputy_secretary"))
    given = ProjectGiven(
        "党建引领社会治理创新（虚构）", owner, decider, date(2018, 5, 7), "五方参与、机制保障、四化运行"
    )
    return opening.open_project(given=given, by=tell.street.actor("general1"), at=now())


def test_a_gate_is_refused_for_missing_evidence_and_then_passed(tell: Telling) -> None:
    owner, deputy = tell.street.actor("leader1"), tell.street.actor("leader3")
    with tell.at("2018-05-07 09:00"):
        row = opened(tell)
    first = rules_of(STREET).steps[0]
    with tell.at("2018-06-11 10:00"):
        # The list of the leading group is there, the survey is not, and four of the parties have not said what they do.
        photo = tell.street.photo(by=owner, purpose="evidence")
        actions.add_evidence(
            project=row.pk, proof=Proof("deliverable", "lead_group", "名单已发文", (photo,)), by=owner, at=now()
        )
        actions.tell_part(project=row.pk, step="core", party="residents", words="居民代表提问题", by=owner, at=now())
        refused = enter("leader1").post(f"/secretary/{row.pk}/ask/", {"words": ""})
        assert refused.status_code == 422
        page = refused.content.decode()
        assert "调研报告和问题清单" in page
        assert "驻区单位" in page
        with pytest.raises(GateLacks):
            actions.ask_gate(project=row.pk, by=owner, at=now())
    with tell.at("2018-06-14 10:00"):
        for one in first.deliverables[1:]:
            more = tell.street.photo(by=owner, purpose="evidence", colour="blue")
            actions.add_evidence(
                project=row.pk, proof=Proof("deliverable", one.code, "已成文", (more,)), by=owner, at=now()
            )
        for party in rules_of(STREET).parties:
            actions.tell_part(
                project=row.pk, step="core", party=party.code, words=f"{party.title.zh}已到位", by=owner, at=now()
            )
        actions.ask_gate(project=row.pk, by=owner, at=now())
        with pytest.raises(GateNotYours):
            actions.decide_gate(project=row.pk, passes=True, words="", by=owner, at=now())
    with tell.at("2018-06-15 10:00"):
        assert "待审定的过关申请" in enter("leader3").get("/elsewhere/").content.decode()
        actions.decide_gate(project=row.pk, passes=False, words="调研未含沿街商户", by=deputy, at=now())
        actions.ask_gate(project=row.pk, words="已补商户部分", by=owner, at=now())
        actions.decide_gate(project=row.pk, passes=True, words="同意", by=deputy, at=now())
    steps = reads.steps_of([row.pk])[row.pk]
    assert [one.state for one in steps[:2]] == ["passed", "open"]
    assert (steps[0].refused, steps[0].late) == (1, False)


def test_the_dossier_names_all_five_parties_in_each_step(tell: Telling) -> None:
    owner, deputy = tell.street.actor("leader1"), tell.street.actor("leader3")
    with tell.at("2018-05-07 09:00"):
        row = opened(tell)
    for n, step in enumerate(rules_of(STREET).steps):
        with tell.at(f"2018-06-{11 + n} 10:00"):
            for one in step.deliverables:
                photo = tell.street.photo(by=owner, purpose="evidence")
                actions.add_evidence(
                    project=row.pk, proof=Proof("deliverable", one.code, "已成", (photo,)), by=owner, at=now()
                )
            for party in rules_of(STREET).parties:
                actions.tell_part(
                    project=row.pk, step=step.code, party=party.code, words="按职责参加", by=owner, at=now()
                )
            actions.ask_gate(project=row.pk, by=owner, at=now())
            actions.decide_gate(project=row.pk, passes=True, words="", by=deputy, at=now())
    row.refresh_from_db()
    assert row.state == "finished"
    with tell.at("2018-06-20 10:00"):
        blocks = papers.blocks_of(row, owner, now())
        facts = [pair for block in blocks if isinstance(block, Facts) for line in block.rows for pair in line]
        assert any(all(name in value for name in FIVE) for _label, value in facts)
        parts = [
            block for block in blocks if isinstance(block, Grid) and [line[0] for line in block.rows] == list(FIVE)
        ]
        assert len(parts) == 5
        assert all(line[1] == "按职责参加" for block in parts for line in block.rows)
        assert papers.dossier(row, owner, now())[0].startswith(b"%PDF")
    assert {"secretary_step", HONOUR, "front_entry"} <= {one.code for one in sources}
    assert Ref("secretary_project", row.pk)
