"""A street's secretary's project, study visit, front team, honour, pursuit and meeting, in its street alone."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.party.fronts import actions as teams
from shiqiao.scenes.party.fronts import daylog
from shiqiao.scenes.party.fronts.actions import TeamGiven
from shiqiao.scenes.party.fronts.daylog import Deed
from shiqiao.scenes.party.honours import actions as honours
from shiqiao.scenes.party.honours import learning, pursuing, reads
from shiqiao.scenes.party.honours.actions import HonourGiven
from shiqiao.scenes.party.honours.learning import MeetingGiven
from shiqiao.scenes.party.honours.publishing import RULES as HONOUR_RULES
from shiqiao.scenes.party.honours.pursuing import PursuitGiven
from shiqiao.scenes.party.honours.store import Holder
from shiqiao.scenes.party.secretary import actions as secretary
from shiqiao.scenes.party.secretary import opening, visiting
from shiqiao.scenes.party.secretary.actions import Proof
from shiqiao.scenes.party.secretary.opening import ProjectGiven
from shiqiao.scenes.party.secretary.publishing import RULES
from shiqiao.scenes.party.secretary.visiting import Guest, VisitGiven
from shiqiao.testing.street import picture

FILES = Path(settings.LOCALITIES) / "ganshiqiao"


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street."""
    by, office = people.actor_for(leader), system("test", street=street)
    for rules, name in ((RULES, "secretary"), (HONOUR_RULES, "honours")):
        if not rules.version(street):
            rules.publish(street=street, text=(FILES / f"{name}.yaml").read_text(encoding="utf-8"), by=office, at=now())
    return {**_secretary(street, text, by), **_front(street, text, by, leader), **_honours(street, text, by)}


def _photo(street: int, by: Actor, purpose: str = "evidence") -> tuple[str, str]:
    kept = store(picture("blue"), name="p.jpg", subject=UPLOAD, purpose=purpose, street=street, by=by, at=now())
    return purpose, kept.sha256


def _file(kind: str, number: int) -> int:
    return Attachment.objects.filter(subject_kind=kind, subject_id=number)[0].pk


def _secretary(street: int, text: str, by: Actor) -> dict[str, int]:
    decider = next(row.id for row in people.posts(street) if row.id != by.post)
    given = ProjectGiven(text[:60], by.post or 0, decider, now().date(), text)
    row = opening.open_project(given=given, by=by, at=now())
    proof = Proof("deliverable", "lead_group", text, (_photo(street, by),))
    secretary.add_evidence(project=row.pk, proof=proof, by=by, at=now())
    told = VisitGiven(text[:60], now().date(), text, by.post or 0, (Guest(text[:60], 3, text[:40]),))
    visit = visiting.plan_visit(project=row.pk, given=told, by=by, at=now())
    visiting.add_materials(visit=visit.pk, files=(_photo(street, by, "document"),), by=by, at=now())
    return {
        "secretary": row.pk, "secretary_file": _file("secretary_project", row.pk), "study_visit": visit.pk,
        "study_file": _file("study_visit", visit.pk),
    }  # fmt: skip


def _front(street: int, text: str, by: Actor, leader: Account) -> dict[str, int]:
    given = TeamGiven(text[:50], "vanguard", "other", leader.pk, now().date(), None, text[:60])
    team = teams.form_team(given=given, by=by, at=now())
    charge = teams.give_charge(team=team.pk, account=leader.pk, label=text[:60], by=by, at=now())
    deed = Deed(uuid4(), "clear", 1, None, 0, text, (_photo(street, by, "after"),))
    daylog.log_day(team=team.pk, deed=deed, by=by, at=now())
    return {"front": team.pk, "front_charge": charge.pk, "front_file": _file("front_team", team.pk)}


def _honours(street: int, text: str, by: Actor) -> dict[str, int]:
    given = HonourGiven(
        text[:60], text[:60], "city", Holder("street"), date(2018, 1, 5), None, text, (_photo(street, by),)
    )
    row = honours.enter_honour(given=given, by=by, at=now())
    due = now().date() + timedelta(days=60)
    pursuit = pursuing.open_pursuit(
        given=PursuitGiven("four_types", Holder("street"), by.post or 0, due), by=by, at=now()
    )
    criterion = reads.criteria_of([pursuit.pk])[pursuit.pk][0]
    pursuing.prove(pursuit=pursuit.pk, criterion=criterion.pk, words=text, about=Ref("honour", row.pk), by=by, at=now())
    meeting = learning.record_meeting(given=MeetingGiven("lesson", now().date(), 9, 8, text, text), by=by, at=now())
    return {
        "honour": row.pk, "honour_file": _file("honour", row.pk), "pursuit": pursuit.pk, "criterion": criterion.pk,
        "party_meeting": meeting.pk,
    }  # fmt: skip
