"""A street's response with its post, call, report, household and hazard point with a photo, in its street alone."""

from datetime import timedelta

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import held, now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.territory.reads import middles
from shiqiao.scenes.duty.emergency import hazards, moving, responding
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, ZeroReport
from shiqiao.scenes.duty.emergency.hazards import Checked, HazardGiven
from shiqiao.scenes.duty.emergency.moving import HouseholdGiven
from shiqiao.scenes.duty.emergency.publishing import plan_of, publish_emergency_plan
from shiqiao.scenes.duty.emergency.responding import Order
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost
from shiqiao.testing.street import picture

PLAN = """
office: {post}
kinds:
  - code: snow
    title: {{zh: 演练, en: Practice}}
    sign: 练
    hazards: [low_lying]
    reporters: [{post}]
    levels:
      - level: 4
        trigger: {{zh: 演练, en: Practice}}
        report: 12
        check: 12
        notify: [{post}]
        posts: [{{code: gate, title: {{zh: 大门, en: Gate}}, place: {{zh: 大门, en: Gate}}, post: {post}}}]
hazards: [{{code: low_lying, title: {{zh: 易涝点, en: Low-lying spot}}}}]
shelters: [{{code: hall, title: {{zh: 活动室, en: Hall}}, place: {{zh: 活动室, en: Hall}}, capacity: 30}}]
stores: [{{code: store, title: {{zh: 物资库, en: Store}}}}]
materials: [{{code: sandbag, title: {{zh: 沙袋, en: Sandbags}}, unit: {{zh: 只, en: pcs}}, low: 3}}]
"""


def build(street: int, grid: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street."""
    by = reads.actor_for(leader)
    mine = reads.post(by.post or 0)
    if not plan_of(street).kinds:
        plan = PLAN.format(post=mine.code)
        publish_emergency_plan(street=street, text=plan, by=system("test", street=street), at=now())
    with held(now() - timedelta(minutes=30)):
        order = Order(4, text[:60], mine.id, text)
        row = responding.start_response(kind="snow", order=order, by=by, at=now())
    lon, lat = middles(street)[grid]
    given = HazardGiven("涝99", "low_lying", text[:60], text[:60], mine.id, text[:40], lon, lat)
    point = hazards.add_hazard(given=given, by=by, at=now())
    kept = store(picture("blue"), name="p.jpg", subject=UPLOAD, purpose="evidence", street=street, by=by, at=now())
    found = Checked("safe", (("evidence", kept.sha256),), words=text)
    hazards.check_hazard(hazard=point.pk, found=found, by=by, at=now())
    home = HouseholdGiven(grid // 1000, 2, text[:60], text[:40])
    listed = moving.list_household(response=row.pk, given=home, by=by, at=now())
    about = Ref("emergency_hazard", point.pk)
    photo = Attachment.objects.filter(subject_kind=about.kind, subject_id=about.id)[0]
    return {"response": row.pk, **_parts(row), "hazard": point.pk, "hazard_photo": photo.pk, "relocation": listed.pk}


def _parts(row: Response) -> dict[str, int]:
    return {
        "response_post": ResponsePost.objects.filter(response=row.pk)[0].pk,
        "alarm_call": AlarmCall.objects.filter(response=row.pk)[0].pk,
        "zero_report": ZeroReport.objects.filter(response=row.pk)[0].pk,
    }
