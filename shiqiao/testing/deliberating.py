"""A council in the model street: its seats filled, people who come and leave, a meeting up to where a test begins."""

from datetime import date, datetime, timedelta

from shiqiao.base.actor import Actor, system
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.council import meetings, presence, seating, topics
from shiqiao.scenes.council.meeting_tables import CouncilMeeting
from shiqiao.scenes.council.meetings import Planned
from shiqiao.scenes.council.seating import Sits
from shiqiao.scenes.council.tables import CouncilBody, CouncilSeat, CouncilTopic
from shiqiao.scenes.council.topics import Given, Proposed
from shiqiao.testing.street import STREET

COMMUNITY = 370103003001
SINCE = date(2018, 1, 1)


def fill_seats(body: CouncilBody, by: Actor, *, convener: str = "c1.head") -> dict[str, list[int]]:
    """Seat somebody on every seat of a body; returns the seats by kind."""
    street, found = body.street, {}
    for n, seat in enumerate(CouncilSeat.objects.filter(body=body.pk).order_by("kind", "serial")):
        found.setdefault(seat.kind, []).append(seat.pk)
        phone = f"1390000{body.pk % 100:02d}{n:02d}"
        if seat.kind == "party_organisation":
            sits = Sits("post", SINCE, post=people.post_by_code(convener, street).id)
        elif seat.kind == "stationed_units":
            firm = Firm(name=f"演示驻区单位{body.pk}-{n}", grid=(body.community or COMMUNITY) * 1000 + 1)
            number = registry.add_organisation(street=street, firm=firm, by=system("test", street=street), at=now()).pk
            sits = Sits("organisation", SINCE, organisation=number, name="苗石英", phone=phone)
        else:
            sits = Sits("resident", SINCE, name="苗石英", phone=phone)
        seating.seat_person(seat=seat.pk, sits=sits, by=by, at=now())
    return found


def council(
    by: Actor, *, community: int = COMMUNITY, convener: str = "c1.head"
) -> tuple[CouncilBody, dict[str, list[int]]]:
    """Found a body of a community with every seat filled; returns it with its seats by kind."""
    number = people.post_by_code(convener, by.street or STREET).id
    body = seating.found_body(community=community, title="协商议事会（演示）", convener=number, by=by, at=now())
    return body, fill_seats(body, by, convener=convener)


def topic(body: CouncilBody, by: Actor, *, title: str = "小区停车难", grade: str = "depth") -> CouncilTopic:
    """Propose a topic and accept it with a grade; an empty grade leaves it to be reviewed."""
    row = topics.propose_topic(proposed=Proposed(body.pk, title, "晚上没有车位，消防通道被占"), by=by, at=now()).topic
    return topics.move_topic(topic=row.pk, do="accept", given=Given(grade=grade), by=by, at=now()) if grade else row


def convened(
    body: CouncilBody, wanted: list[CouncilTopic], by: Actor, *, planned_at: datetime | None = None
) -> CouncilMeeting:
    """Convene a meeting on topics, in an hour if nothing else is said."""
    when = planned_at or now() + timedelta(hours=1)
    planned = Planned(body.pk, "协商会（演示）", "社区活动室", when, tuple(one.pk for one in wanted))
    return meetings.convene(planned=planned, by=by, at=now()).meeting


def come(meeting: CouncilMeeting, seats: list[int], by: Actor) -> None:
    """Let the holders of seats come now."""
    for seat in seats:
        presence.enter_presence(meeting=meeting.pk, seat=seat, by=by, at=now())
