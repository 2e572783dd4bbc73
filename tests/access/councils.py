"""A street's council with a meeting that adopted a resolution, a topic of a resident and a comment, in its street alone."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from shiqiao.base.actor import Actor, system
from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.council import deciding, meetings, presence, seating, topics, voices
from shiqiao.scenes.council.meeting_tables import CouncilMeeting
from shiqiao.scenes.council.meetings import Planned
from shiqiao.scenes.council.publishing import publish_council_rules, rules_of
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.seating import Sits
from shiqiao.scenes.council.tables import CouncilBody
from shiqiao.scenes.council.topics import Given, Proposed

FILE = Path(settings.LOCALITIES) / "ganshiqiao" / "council.yaml"


def build(street: int, grid: int, text: str, leader: Account) -> dict[str, int | str]:
    """Make them by the leader of a street; what a meeting decided is written plainly, its votes are another test's."""
    if not rules_of(street).kinds:
        office = system("test", street=street)
        publish_council_rules(street=street, text=FILE.read_text(encoding="utf-8"), by=office, at=now())
    by = reads.actor_for(leader)
    body = CouncilBody.objects.filter(street=street, community=grid // 1000).first() or seating.found_body(
        community=grid // 1000, title=text[:60], convener=by.post or 0, by=by, at=now()
    )
    held = seating.holders_on(body.pk, seating.today(now()))  # of the demo's council, where it is there
    for n, seat in enumerate(seating.seats_of(body.pk)):
        sits = Sits("resident", date(2018, 1, 1), name=text[:20], phone=f"1390001{n:04d}")
        if seat.pk not in held:
            held[seat.pk] = seating.seat_person(seat=seat.pk, sits=sits, by=by, at=now())
    term = held[seat.pk].pk
    return {"council_body": body.pk, "council_seat": seat.pk, "council_term": term, **_met(body.pk, text, by)}


def _met(body: int, text: str, by: Actor) -> dict[str, int | str]:
    resident = Actor("resident", "resident", street=by.street)
    made = topics.propose_topic(
        proposed=Proposed(body, text[:60], text, "portal", None, text[:20]), by=resident, at=now()
    )
    topics.move_topic(topic=made.topic.pk, do="accept", given=Given(grade="depth"), by=by, at=now())
    said = voices.comment(topic=made.topic.pk, text=text, browser=text, by=resident, at=now())
    planned = Planned(body, text[:60], text[:60], now() + timedelta(hours=1), (made.topic.pk,))
    convened = meetings.convene(planned=planned, by=by, at=now())
    row = convened.meeting
    for call in meetings.calls_of(row.pk):
        presence.enter_presence(meeting=row.pk, seat=call.seat, by=by, at=now())
    meetings.open_meeting(meeting=row.pk, by=by, at=now())
    item = meetings.items_of(row.pk)[0]
    deciding.write_item(item=item.pk, text=text, by=by, at=now())
    return {
        "council_topic": made.topic.pk, "council_meeting": row.pk, "council_call": call.pk, "council_item": item.pk,
        "council_resolution": _decided(row, item.pk, made.topic.pk, text), "council_voice": said.pk,
        "council_secret": made.secret, "council_link": next(iter(convened.secrets.values())),
    }  # fmt: skip


def _decided(row: CouncilMeeting, item: int, topic: int, text: str) -> int:
    return CouncilResolution.objects.create(
        street=row.street, body=row.body, community=row.community, topic=topic, item=item, meeting=row.pk, serial=item,
        number=f"决2018-9{item:03d}", title=text[:60], text=text, how="consensus", adopted_at=now(),
    ).pk  # fmt: skip
