"""A street's rows of 5S: a finding with its photo and a finished round, at its hall."""

from pathlib import Path

from django.conf import settings

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.hall.counters import counters
from shiqiao.scenes.hall.fives import findings, walking
from shiqiao.scenes.hall.fives.findings import Seen
from shiqiao.scenes.hall.fives.publishing import five_s_of, publish_five_s
from shiqiao.scenes.hall.fives.rules import SENSES
from shiqiao.testing.street import picture

FILE = Path(settings.LOCALITIES) / "ganshiqiao" / "five_s.yaml"


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street, after its guides named the hall."""
    if not five_s_of(street).areas:
        office = system("test", street=street)
        publish_five_s(street=street, text=FILE.read_text(encoding="utf-8"), by=office, at=now())
    by, hall = reads.actor_for(leader), next(iter(counters(street).values()))
    marks = {area.code: dict.fromkeys(SENSES, 4) for area in five_s_of(street).areas_at(hall.hall)}
    walked = walking.record_round(station=hall.unit, marks=marks, by=by, at=now())
    kept = store(picture(), name="p.jpg", subject=UPLOAD, purpose="before", street=street, by=by, at=now())
    seen = Seen(hall.unit, "counter", "sort", text, (("before", kept.sha256),))
    row = findings.record_finding(seen=seen, by=by, at=now())
    about = Ref("five_s_finding", row.pk)
    photo = Attachment.objects.filter(subject_kind=about.kind, subject_id=about.id)[0]
    return {"counter": hall.unit, "five_s": row.pk, "five_s_photo": photo.pk, "five_s_round": walked.pk}
