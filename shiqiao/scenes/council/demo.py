"""The demo's deliberation: eight councils, topics at all stages, one complete chain that ends in evaluation. All invented."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import Image, ImageDraw

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.territory.reads import communities, grids
from shiqiao.scenes.council import deciding, evaluating, meetings, polls, presence, resolving, seating, topics, voices
from shiqiao.scenes.council import demowords as said
from shiqiao.scenes.council.evaluating import Back
from shiqiao.scenes.council.meeting_tables import CouncilMeeting
from shiqiao.scenes.council.meetings import Planned
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.resolving import TaskGiven
from shiqiao.scenes.council.seating import Sits
from shiqiao.scenes.council.tables import CouncilBody, CouncilTopic
from shiqiao.scenes.council.topics import Given, Proposed
from shiqiao.scenes.council.voting.casting import mark_paper
from shiqiao.scenes.council.voting.contract import close_poll

SINCE, UNTIL = date(2018, 3, 1), date(2021, 2, 28)
LEADER, DISPATCH, HANDLER, CHECK = (
    "street.deputy_secretary",
    "centre.dispatch",
    "livelihood.handler1",
    "supervision.check1",
)


def load(street: int, report: Any = None) -> None:
    """Let the councils be founded and deliberate; a second time changes nothing."""
    with scope.scoped(street):
        if rules_of(street).kinds and not CouncilBody.objects.filter(street=street).exists():
            Stage(street).play()


class Stage:
    """A street's councils, played from founding to evaluation."""

    def __init__(self, street: int) -> None:
        self.street, self.zone, self.serial = street, ZoneInfo(settings.TIME_ZONE), 0
        self.bodies: dict[int, CouncilBody] = {}
        self.places = {n: one.code for n, one in enumerate(communities(street), 1)}

    def play(self) -> None:
        """Play all of it, in the order of the days."""
        for n in self.places:
            self.found(n)
        self.parking()
        self.lift()
        self.failed()
        self.tomorrow()
        for one in said.OTHERS:
            self.other(*one)

    def at(self, text: str) -> datetime:
        """Return a local moment of 2018, written `06-27 10:00`, never after the present."""
        return datetime.fromisoformat(f"2018-{text}:00").replace(tzinfo=self.zone)

    def by(self, code: str) -> Actor:
        """Return a post as it acts now."""
        return people.actor_in(people.post_by_code(code, self.street).id, now())

    def head(self, n: int) -> Actor:
        """Return the head of a community."""
        return self.by(f"c{n}.head")

    # ── bodies ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def found(self, n: int) -> None:
        """Found a community's council and seat somebody on each seat, some with a substitute."""
        title = next(one.title for one in communities(self.street) if one.code == self.places[n])
        at = self.at(f"02-26 {9 + n // 5:02d}:{n * 5:02d}")
        with held(at):
            convener = people.post_by_code(f"c{n}.head", self.street).id
            body = seating.found_body(
                community=self.places[n], title=f"{title}协商议事会（演示）", convener=convener, invented=True,
                by=self.by(LEADER), at=at,
            )  # fmt: skip
            self.bodies[n] = body
            firms, keeper = self.firms(n), self.by(LEADER)
            for seat in seating.seats_of(body.pk):
                sits = self.sits(seat.kind, convener, firms)
                seating.seat_person(seat=seat.pk, sits=sits, by=keeper, at=at)
                if seat.kind == "residents" and seat.serial <= said.SUBSTITUTES:
                    seating.seat_person(seat=seat.pk, sits=self.person("substitute"), by=keeper, at=at)

    def firms(self, n: int) -> list[int]:
        """Return organisations of a community, which may hold the seats of stationed units."""
        rows: Any = registry.rows_of(system("demo", street=self.street), registry.KINDS["organisation"])
        return list(
            rows.filter(community=self.places[n], state="operating").order_by("pk").values_list("pk", flat=True)[:4]
        )

    def sits(self, kind: str, convener: int, firms: list[int]) -> Sits:
        """Return who holds a seat of a kind."""
        if kind == "party_organisation":
            return Sits("post", SINCE, UNTIL, post=convener, invented=True)
        if kind == "stationed_units" and firms:
            person = self.person("holder")
            return Sits(
                "organisation",
                SINCE,
                UNTIL,
                organisation=firms.pop(0),
                name=person.name,
                phone=person.phone,
                invented=True,
            )
        return self.person("holder")

    def person(self, role: str) -> Sits:
        """Return an invented person; the telephone number belongs to nobody."""
        n = self.serial = self.serial + 1
        name = said.SURNAMES[n % len(said.SURNAMES)] + said.GIVEN[n % len(said.GIVEN)]
        return Sits("resident", SINCE, UNTIL, role=role, name=name, phone=f"1990000{n:04d}", invented=True)

    # ── topics and meetings ────────────────────────────────────────────────────────────────────────────────────────

    def propose(self, n: int, title: str, text: str, source: str, at: str) -> CouncilTopic:
        """Propose a topic to a community's council."""
        when = self.at(at)
        with held(when):
            by = self.resident() if source == "portal" else self.by(f"c{n}.g1")
            who = self.person("holder")
            name, phone = (who.name, who.phone) if source == "portal" else ("", "")
            proposed = Proposed(self.bodies[n].pk, title, text, source, None, name, phone, invented=True)
            return topics.propose_topic(proposed=proposed, by=by, at=when).topic

    def resident(self) -> Actor:
        """Return a resident on the portal."""
        return Actor("resident", "resident", street=self.street)

    def move(self, n: int, row: CouncilTopic, do: str, at: str, **given: Any) -> None:
        """Let the head of the community move a topic."""
        with held(self.at(at)):
            topics.move_topic(topic=row.pk, do=do, given=Given(**given), by=self.head(n), at=now())

    def meet(self, n: int, row: CouncilTopic, title: str, called: str, planned: str) -> CouncilMeeting:
        """Convene a meeting on a topic."""
        with held(self.at(called)):
            given = Planned(
                self.bodies[n].pk, title, "社区党群服务中心议事厅", self.at(planned), (row.pk,), invented=True
            )
            return meetings.convene(planned=given, by=self.head(n), at=now()).meeting

    def come(self, n: int, meeting: CouncilMeeting, at: str, leave_out: Mapping[str, int]) -> list[int]:
        """Let those who were called come one after another; of each kind some stay away."""
        away, came = dict(leave_out), []
        for k, call in enumerate(meetings.calls_of(meeting.pk)):
            if away.get(call.kind, 0) > 0:
                away[call.kind] -= 1
                continue
            when = self.at(at) + timedelta(minutes=k)
            with held(when):
                substitute = bool(call.substitute) and k % 7 == 3
                presence.enter_presence(
                    meeting=meeting.pk, seat=call.seat, substitute=substitute, by=self.head(n), at=when
                )
            came.append(call.seat)
        return came

    def parking(self) -> None:
        """The complete chain: a portal topic, a consensus, tasks, a failed and a passed evaluation."""
        w: Any = said.PARKING
        row = self.propose(1, w["title"], w["text"], "portal", "05-07 20:15")
        with held(self.at("05-08 09:05")):
            topics.recommend(topic=row.pk, advice="accept", words=w["advice"], by=self.by("c1.g1"), at=now())
        self.move(1, row, "accept", "05-08 10:20", grade="depth")
        for k, (text, state) in enumerate(said.COMMENTS[:2]):
            self.say_on_portal(1, row, text, state, f"05-09 1{k}:10")
        meeting = self.meet(1, row, "停车与消防通道协商会", "05-09 15:00", "05-14 15:00")
        came = self.come(1, meeting, "05-14 14:40", {"professionals": 1, "residents": 1})
        resolution = self.agree(meeting, came, w)
        with held(self.at("05-15 09:20")):
            for title, text, weight in w["tasks"]:
                task = TaskGiven(title, f"{text}（演示）", self.grid(1), weight=weight)
                resolving.add_task(resolution=resolution.pk, task=task, by=self.head(1), at=now())
            resolving.begin(resolution=resolution.pk, by=self.head(1), at=now())
        self.carry_out(resolution, ("05-15 14:00", "05-18 16:00", "05-21 10:00"))
        second = resolving.tasks_of([resolution.pk])[resolution.pk][1].row.pk
        self.evaluate(
            meeting, resolution, ("05-23 09:00", "05-25 15:00"), 3, w["failed"], (Back(second, w["lacking"]),)
        )
        self.carry_out(resolution, ("05-28 09:00", "05-30 16:00", "05-31 10:00"))
        self.evaluate(meeting, resolution, ("06-05 09:00", "06-07 15:00"), 5, w["passed"])

    def agree(self, meeting: CouncilMeeting, came: list[int], w: Any) -> CouncilResolution:
        """Hold the first meeting: opinions, somebody leaves early, a consensus, minutes signed by each kind."""
        with held(self.at("05-14 15:02")):
            meetings.open_meeting(meeting=meeting.pk, by=self.head(1), at=now())
        item = meetings.items_of(meeting.pk)[0]
        with held(self.at("05-14 15:50")):
            deciding.write_item(item=item.pk, text=w["said"], by=self.head(1), at=now())
            for k, seat in enumerate(came):
                stance, text = ("reserved", "错时停车的收费标准要公开") if k == len(came) - 1 else ("for", "")
                deciding.say(item=item.pk, seat=seat, stance=stance, text=text, by=self.head(1), at=now())
        with held(self.at("05-14 16:05")):
            presence.leave(meeting=meeting.pk, seat=came[2], by=self.head(1), at=now())
        with held(self.at("05-14 16:20")):
            row = resolving.adopt(item=item.pk, how="consensus", text=w["text_of"], by=self.head(1), at=now())
            meetings.close_meeting(meeting=meeting.pk, by=self.head(1), at=now())
        self.sign(1, meeting, w["minutes"], "05-15 09:00", "05-16 10:00")
        return row

    def sign(self, n: int, meeting: CouncilMeeting, text: str, drafted: str, signed: str) -> None:
        """Write the minutes and let one of each kind sign them."""
        with held(self.at(drafted)):
            deciding.draft_minutes(meeting=meeting.pk, text=text, by=self.head(n), at=now())
        with held(self.at(signed)):
            done: set[str] = set()
            for seat, one in presence.sat(meeting.pk).items():
                if one.kind not in done:
                    done.add(one.kind)
                    deciding.sign_minutes(meeting=meeting.pk, seat=seat, by=self.head(n), at=now())

    def carry_out(self, row: CouncilResolution, days: tuple[str, str, str]) -> None:
        """Let the open tasks be handled by a post, finished with a photo, and checked by another."""
        given, finished, checked = days
        for one in resolving.counting(resolving.tasks_of([row.pk])[row.pk]):
            number = one.row.matter
            if one.done:
                continue
            with held(self.at(given)):
                if by_ids([number])[number].state != "handling":
                    matters.dispatch_matter(matter=number, handler=HANDLER, by=self.by(DISPATCH), at=now())
            with held(self.at(finished)):
                by = self.by(HANDLER)
                matters.finish_matter(
                    matter=number, result="已按决议落实（演示）", evidence=(self.photo(by),), by=by, at=now()
                )
            with held(self.at(checked)):
                matters.close_matter(matter=number, by=self.by(CHECK), at=now())

    def photo(self, by: Actor) -> tuple[str, str]:
        """Return a drawing that somebody sent, plainly schematic."""
        image = Image.new("RGB", (480, 360), "#dbe9f4")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 200, 480, 360), fill="#ced4da")
        for x in range(20, 460, 60):
            draw.polygon([(x, 340), (x + 30, 340), (x + 60, 230), (x + 30, 230)], fill="#f59f00")
        out = BytesIO()
        image.save(out, "JPEG", quality=80)
        kept = store(
            out.getvalue(), name="示意.jpg", subject=UPLOAD, purpose="after", street=self.street, by=by, at=now()
        )
        return "after", kept.sha256

    def grid(self, n: int) -> int:
        """Return the first grid of a community."""
        return next(one.code for one in grids(self.street) if one.code // 1000 == self.places[n])

    def evaluate(
        self, meeting: CouncilMeeting, row: CouncilResolution, days: tuple[str, str], best: int, words: str,
        back: tuple[Back, ...] = (),
    ) -> None:  # fmt: skip
        """Let those who sat evaluate what was done."""
        with held(self.at(days[0])):
            evaluating.open_evaluation(resolution=row.pk, by=self.head(1), at=now())
        with held(self.at(days[1])):
            for k, seat in enumerate(presence.sat(meeting.pk)):
                mark = max(best - k % 2, 1)
                text = said.PARKING["lacking"] if mark <= 2 else ""
                evaluating.score(resolution=row.pk, seat=seat, score=mark, text=str(text), by=self.head(1), at=now())
            evaluating.close_evaluation(resolution=row.pk, words=words, back=back, by=self.head(1), at=now())

    def lift(self) -> None:
        """A vote by name that passes though one kind is against; the resolution is on public notice now."""
        w: Any = said.LIFT
        row = self.propose(2, w["title"], w["text"], "office", "06-04 10:00")
        self.move(2, row, "accept", "06-05 09:30", grade="depth")
        meeting = self.meet(2, row, "加装电梯协商会", "06-08 10:00", "06-14 15:00")
        came = self.come(2, meeting, "06-14 14:40", {"party_members": 1})
        with held(self.at("06-14 15:01")):
            meetings.open_meeting(meeting=meeting.pk, by=self.head(2), at=now())
        item = meetings.items_of(meeting.pk)[0]
        with held(self.at("06-14 16:00")):
            head = self.head(2)
            deciding.write_item(item=item.pk, text=w["said"], by=head, at=now())
            poll = polls.put_to_vote(item=item.pk, question=w["question"], secret=False, by=head, at=now())
            kinds = {one.seat: one.kind for one in presence.present_seats(meeting.pk, now())}
            for seat in came:
                choice = "against" if kinds[seat] == "professionals" else "for"
                mark_paper(poll=poll.pk, seat=seat, choice=choice, by=head, at=now())
            close_poll(poll=poll.pk, by=head, at=now())
            resolution = resolving.adopt(item=item.pk, how="vote", text=w["text_of"], by=head, at=now())
            meetings.close_meeting(meeting=meeting.pk, by=head, at=now())
        self.sign(2, meeting, w["said"], "06-15 09:00", "06-15 16:00")
        with held(self.at("06-25 09:00")):
            for title, text, weight in w["tasks"]:
                task = TaskGiven(title, f"{text}（演示）", self.grid(2), "J0103", weight)
                resolving.add_task(resolution=resolution.pk, task=task, by=self.head(2), at=now())
            resolving.begin(resolution=resolution.pk, by=self.head(2), at=now())

    def failed(self) -> None:
        """A first call that failed for want of residents, and a second call with a lower quorum."""
        row = self.propose(3, said.FAILED["title"], said.FAILED["text"], "portal", "06-11 19:00")
        self.move(3, row, "accept", "06-12 09:30", grade="depth")
        meeting = self.meet(3, row, "楼前空地协商会", "06-14 09:00", "06-20 15:00")
        self.come(3, meeting, "06-20 14:50", {"residents": 3})
        with held(self.at("06-20 15:30")):
            meetings.fail_meeting(meeting=meeting.pk, by=self.head(3), at=now())
        with held(self.at("06-21 09:00")):
            meetings.convene_again(
                meeting=meeting.pk,
                place="社区党群服务中心议事厅",
                planned_at=self.at("06-28 15:00"),
                by=self.head(3),
                at=now(),
            )

    def tomorrow(self) -> None:
        """A meeting this afternoon, with answers of those who were called."""
        row = self.propose(4, said.TOMORROW["title"], said.TOMORROW["text"], "office", "06-19 10:00")
        self.move(4, row, "accept", "06-20 09:30", grade="depth")
        meeting = self.meet(4, row, "门禁和快递柜协商会", "06-22 10:00", "06-27 15:00")
        with held(self.at("06-26 16:00")):
            for k, call in enumerate(meetings.calls_of(meeting.pk)):
                if k % 4 != 3:
                    answer = "substitute" if call.substitute and k % 3 == 1 else "away" if k % 9 == 5 else "coming"
                    meetings.answer_call(call=call.pk, answer=answer, by=self.head(4), at=now())

    def say_on_portal(self, n: int, row: CouncilTopic, text: str, state: str, at: str) -> None:
        """Let a resident write a comment and support the topic; the community lets it through, or it waits."""
        with held(self.at(at)):
            by, browser = self.resident(), f"demo {row.pk} {at}"
            voices.support(topic=row.pk, browser=browser, by=by, at=now())
            one = voices.comment(topic=row.pk, text=text, browser=browser, invented=True, by=by, at=now())
            if state == "shown":
                voices.moderate(voice=one.pk, show=True, by=self.head(n), at=now())

    def other(self, n: int, title: str, text: str, source: str, ends: str, words: str) -> None:
        """A topic that ends as the plan says."""
        k = self.serial % 5
        row = self.propose(n, title, text, source, f"06-2{k} 1{k}:05" if ends != "submitted" else f"06-26 1{k}:05")
        if ends == "recommended":
            with held(self.at("06-26 15:10")):
                topics.recommend(topic=row.pk, advice="accept", words=words, by=self.by(f"c{n}.g1"), at=now())
        elif ends in ("returned", "merged"):
            main = (
                CouncilTopic.objects.filter(body=self.bodies[n].pk, state="executing").first()
                if ends == "merged"
                else None
            )
            do, into = ("return", 0) if ends == "returned" else ("merge", main.pk if main else 0)
            if do == "return" or into:
                self.move(n, row, do, "06-25 10:00", words=words, into=into)
        elif ends != "submitted":
            self.move(n, row, "accept", "06-25 15:30", grade="depth" if ends in ("accepted", "refused") else "quick")
            if ends in ("answered", "refused"):
                self.move(n, row, "answer" if ends == "answered" else "refuse", "06-26 11:00", words=words)
            elif ends == "accepted":
                self.say_on_portal(n, row, said.COMMENTS[2][0], "waiting", "06-26 20:00")
