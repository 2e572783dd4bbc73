"""A street's key project with a month entered, and its arena."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects import actions
from shiqiao.scenes.projects.actions import Given, Month, StageGiven
from shiqiao.testing.street import picture

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
    return {"project": row.pk, "project_file": proof.pk}
