"""A street's key project with a month entered, and its arena."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects import actions
from shiqiao.scenes.projects.actions import Given, Month, StageGiven
from shiqiao.scenes.projects.arena import actions as arenas
from shiqiao.scenes.projects.arena.actions import ArenaGiven, EntrantGiven, ReadingGiven
from shiqiao.scenes.projects.arena.tables import Entrant
from shiqiao.testing.street import picture

RULES = """
arena: sample
title: {zh: 样, en: Sample}
indicators:
  - {code: signed, title: {zh: 签, en: Signed}, kind: reading, weight: 1, per: household, full: 1}
"""
JUNE, END = date(2018, 6, 1), date(2018, 12, 31)


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street."""
    by = reads.actor_for(leader)
    stages = [StageGiven(text[:40], JUNE, END, [(text[:40], END)])]
    given = Given("sample", text[:60], "building", text[:60], by.post or 0, JUNE, END, stages=stages)
    row = actions.add_project(given=given, by=by, at=now())
    actions.plan_investment(project=row.pk, months={JUNE: Fraction(100)}, by=by, at=now())
    kept = store(picture(), name="p.jpg", subject=UPLOAD, purpose="evidence", street=street, by=by, at=now())
    month = Month(JUNE, Decimal(10), text, (("evidence", kept.sha256),))
    actions.enter_progress(project=row.pk, given=month, by=by, at=now())
    about = Ref("project", row.pk)
    proof = Attachment.objects.filter(subject_kind=about.kind, subject_id=about.id)[0]
    return {"project": row.pk, "project_file": proof.pk, **_arena(street, text, row.pk, by)}


def _arena(street: int, text: str, project: int, by: Actor) -> dict[str, int]:
    """A contest in which the project and somebody of another street take part, with a figure and its evidence."""
    arenas.publish_rules(street=street, text=RULES, by=by, at=now())
    entrants = (
        EntrantGiven("own", text[:60], 10, 1, subject=Ref("project", project)),
        EntrantGiven("other", text[:60], 10, 1, of_street=text[:30]),
    )
    given = ArenaGiven("sample", text[:60], "sample", JUNE, END, entrants)
    row = arenas.begin_arena(given=given, by=by, at=now())
    other = Entrant.objects.get(arena=row.pk, code="other")
    kept = store(picture("red"), name="p.jpg", subject=UPLOAD, purpose="evidence", street=street, by=by, at=now())
    read = ReadingGiven("signed", Decimal(5), JUNE, (("evidence", kept.sha256),))
    arenas.enter_reading(entrant=other.pk, given=read, by=by, at=now())
    proof = Attachment.objects.filter(subject_kind="arena", subject_id=row.pk)[0]
    return {"arena": row.pk, "entrant": other.pk, "arena_file": proof.pk}
