"""From a patrol to an honour: what a grid member of 乐山小区 finds is talked over, voted on in secret, done, and judged.

In the end the resolution is evidence for the award that the community pursues. It is played after what the scenes bring,
through the same actions as real work; people and words are invented.
"""

from shiqiao.base.actor import Ref
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.actions import Report
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.council import deciding, evaluating, meetings, polls, presence, resolving, topics
from shiqiao.scenes.council.demo import Stage
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem, CouncilMeeting
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.resolving import TaskGiven
from shiqiao.scenes.council.store import RESOLUTION
from shiqiao.scenes.council.tables import CouncilBody, CouncilTopic
from shiqiao.scenes.council.topics import Proposed
from shiqiao.scenes.council.voting.casting import count_papers, mark_paper
from shiqiao.scenes.council.voting.contract import close_poll, publish_poll
from shiqiao.scenes.party.honours import pursuing
from shiqiao.scenes.party.honours.tables import Pursuit, PursuitCriterion

SOURCE, ITEM, PLACE = "demo.chain", "09012", 4
FOUND = "乐山小区7号楼东侧消防通道被旧家具和长期停放的三轮车占住，清了又占（演示）"
TITLE, TEXT = "7号楼消防通道清了又占", "巡查多次发现同一处通道被占，请各方商量长效办法：划线、停车棚、谁来管。"
SAID = "专业团队提出划线加隔离桩；驻区单位愿让出墙边八个车位；居民代表要求公开管理人。"
QUESTION, DECIDED = (
    "是否同意划禁停线、建停车棚并由楼长轮值管理？",
    "一、划禁停线并装隔离桩；二、墙边建非机动车棚；三、楼长轮值，每月公示。",
)
TASKS = (
    ("划禁停线、装隔离桩", "7号楼东侧消防通道划禁停线并装隔离桩（演示）", 2),
    ("清理旧家具和三轮车", "通知物主，限期清走（演示）", 1),
)
MINUTES, PASSED = "各方发言后表决，按决议分工落实。", "通道畅通一周，轮值表已上墙，予以通过"
PROOF, CRITERION = "7号楼消防通道的议题、表决、落实和评价记录", "governance"


def load(street: int) -> None:
    """Let it happen once, when the councils are founded and the award is pursued; a second time changes nothing."""
    with scope.scoped(street):
        body = CouncilBody.objects.filter(street=street, community=communities(street)[PLACE - 1].code).first()
        pursued = Pursuit.objects.filter(street=street, award="habitat_national", state="open").first()
        if body and pursued and not Matter.objects.filter(street=street, source=SOURCE).exists():
            Chain(street, body).from_patrol_to_honour(pursued)


class Chain(Stage):
    """The council of one community, with what comes before and after it."""

    def __init__(self, street: int, body: CouncilBody) -> None:
        super().__init__(street)
        self.bodies[PLACE] = body

    def from_patrol_to_honour(self, pursued: Pursuit) -> None:
        """Play all of it, in the order of the days."""
        topic = self.topic(self.found_on_patrol())
        self.move(PLACE, topic, "accept", "05-29 10:10", grade="depth")
        meeting = self.meet(PLACE, topic, "7号楼消防通道协商会", "05-29 16:00", "06-04 15:00")
        came = self.come(PLACE, meeting, "06-04 14:40", {"residents": 1})
        resolution = self.decided(meeting, came)
        self.sign(PLACE, meeting, MINUTES, "06-05 09:00", "06-05 16:00")
        self.begun(resolution)
        self.carry_out(resolution, ("06-06 09:00", "06-11 16:00", "06-12 10:00"))
        self.judged(meeting, resolution)
        self.proved(pursued, resolution)

    def found_on_patrol(self) -> int:
        """A grid member reports from the way what nobody keeps free, and clears it once more."""
        with held(self.at("05-28 08:40")):
            by = self.by(f"c{PLACE}.g1")
            report = Report(self.street, SOURCE, "fire-lane", "patrol", ITEM, FOUND, grid=self.grid(PLACE))
            number = matters.report_matter(report=report, by=by, at=now()).id
        with held(self.at("05-28 08:50")):
            matters.dispatch_matter(matter=number, handler=f"c{PLACE}.g1", by=self.by("centre.dispatch"), at=now())
        with held(self.at("05-28 10:30")):
            by = self.by(f"c{PLACE}.g1")
            done = "当日已清出通道；因多次反复，提请社区协商议事会商量长效办法（演示）"
            matters.finish_matter(matter=number, result=done, evidence=(self.photo(by),), by=by, at=now())
        with held(self.at("05-28 15:00")):
            matters.close_matter(matter=number, by=self.by("supervision.check1"), at=now())
        return int(number)

    def topic(self, number: int) -> CouncilTopic:
        """The matter becomes a topic."""
        with held(self.at("05-29 09:00")):
            proposed = Proposed(self.bodies[PLACE].pk, TITLE, TEXT, "matter", Ref("matter", number), invented=True)
            return topics.propose_topic(proposed=proposed, by=self.by(f"c{PLACE}.g1"), at=now()).topic

    def decided(self, meeting: CouncilMeeting, came: list[int]) -> CouncilResolution:
        """Vote in secret on paper, counted twice by two people, and adopt."""
        with held(self.at("06-04 15:01")):
            meetings.open_meeting(meeting=meeting.pk, by=self.head(PLACE), at=now())
        item = meetings.items_of(meeting.pk)[0]
        with held(self.at("06-04 16:10")):
            head = self.head(PLACE)
            deciding.write_item(item=item.pk, text=SAID, by=head, at=now())
            self.vote(item, came)
            row = resolving.adopt(item=item.pk, how="vote", text=DECIDED, by=head, at=now())
            meetings.close_meeting(meeting=meeting.pk, by=head, at=now())
            return row

    def vote(self, item: CouncilAgendaItem, came: list[int]) -> None:
        """All who are there vote on paper; one resident is against it."""
        head = self.head(PLACE)
        poll = polls.put_to_vote(item=item.pk, question=QUESTION, secret=True, by=head, at=now())
        counts: dict[str, dict[str, int]] = {}
        for one in presence.present_seats(item.meeting, now()):
            if one.seat in came:
                mark_paper(poll=poll.pk, seat=one.seat, by=head, at=now())
                choice = "against" if one.kind == "residents" and one.kind not in counts else "for"
                kind = counts.setdefault(one.kind, {})
                kind[choice] = kind.get(choice, 0) + 1
        for counter in (head, self.by("street.deputy_secretary")):
            count_papers(poll=poll.pk, counts=counts, by=counter, at=now())
        close_poll(poll=poll.pk, by=head, at=now())
        publish_poll(poll=poll.pk, by=head, at=now())

    def begun(self, row: CouncilResolution) -> None:
        """Make its tasks matters, and put it on public notice."""
        with held(self.at("06-05 17:00")):
            for title, text, weight in TASKS:
                task = TaskGiven(title, text, self.grid(PLACE), weight=weight)
                resolving.add_task(resolution=row.pk, task=task, by=self.head(PLACE), at=now())
            resolving.begin(resolution=row.pk, by=self.head(PLACE), at=now())

    def judged(self, meeting: CouncilMeeting, row: CouncilResolution) -> None:
        """Those who sat say what they think of what was done."""
        with held(self.at("06-19 09:00")):
            evaluating.open_evaluation(resolution=row.pk, by=self.head(PLACE), at=now())
        with held(self.at("06-20 15:00")):
            for k, seat in enumerate(presence.sat(meeting.pk)):
                evaluating.score(resolution=row.pk, seat=seat, score=5 - k % 2, text="", by=self.head(PLACE), at=now())
            evaluating.close_evaluation(resolution=row.pk, words=PASSED, by=self.head(PLACE), at=now())

    def proved(self, pursued: Pursuit, row: CouncilResolution) -> None:
        """The resolution is evidence for the award."""
        with held(self.at("06-21 09:30")):
            one = PursuitCriterion.objects.get(pursuit=pursued.pk, code=CRITERION)
            pursuing.prove(
                pursuit=pursued.pk, criterion=one.pk, words=PROOF, about=Ref(RESOLUTION, row.pk), by=self.head(PLACE),
                at=now(),
            )  # fmt: skip
