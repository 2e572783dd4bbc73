"""The demo's secretary's projects: the street's topic number one of the report, and two of communities; people invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.scenes.party.leadstage import Stage
from shiqiao.scenes.party.secretary import actions, opening, visiting
from shiqiao.scenes.party.secretary.actions import Proof
from shiqiao.scenes.party.secretary.opening import ProjectGiven
from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.scenes.party.secretary.tables import SecretaryProject
from shiqiao.scenes.party.secretary.visiting import Guest, VisitGiven

PARTS = {
    "community_party": "召集议题、把握方向，社区书记任召集人", "party_members": "带头亮身份、认领岗位，参加每次协商",
    "professionals": "社工、法律顾问提供方案和评估", "stationed_units": "开放场地和资源，认领服务项目",
    "residents": "提出议题、参与表决并监督落实",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A project of the demo: title, aim, owner, decider, community number, first day, the days on which gates were passed."""

    title: str
    aim: str
    owner: str
    decider: str
    community: int
    begins: date
    passed: tuple[date, ...]
    refused: int = -1  # the step that was sent back once
    asked: bool = False  # the step after the last passed one waits at its gate


TOLD = (
    Told("党建引领社会治理创新", "形成五方参与、机制保障、“四化”运行的社会治理创新体系",
         "street.secretary",
         "street.deputy_secretary", 0, date(2018, 1, 8), (date(2018, 2, 13), date(2018, 3, 16), date(2018, 5, 11)),
         refused=1, asked=True),
    Told("老旧小区议事厅", "让小区的事由居民商量着办，全年办成十件实事", "c4.head",
         "street.deputy_secretary", 4, date(2018, 2, 26),
         (date(2018, 4, 9), date(2018, 5, 8))),
    Told("沿街商户共治联盟", "商户、单位、居民共管沿街秩序", "c7.head", "street.deputy_secretary", 7, date(2018, 3, 5),
         (date(2018, 4, 26),)),
)  # fmt: skip


def load(street: int, report: Any = None) -> None:
    """Let the projects happen; a second time changes nothing."""
    with scope.scoped(street):
        for n, told in enumerate(TOLD):
            if rules_of(street).steps and not SecretaryProject.objects.filter(street=street, title=told.title).exists():
                _Play(Stage(street, 590 + n), told).play()


class _Play:
    """One project of the demo."""

    def __init__(self, stage: Stage, told: Told) -> None:
        self.stage, self.told, self.steps = stage, told, rules_of(stage.street).steps

    def play(self) -> None:
        """Open it and let each gate be passed on its day."""
        row, told = self._open(), self.told
        for n, day in enumerate(told.passed):
            self._step(row, n, day)
            if n == told.refused:
                self._ask_and_decide(row, day - timedelta(days=4), False, "权责清单过粗，请按五方逐项写明")
            self._ask_and_decide(row, day, True, "成果齐全，同意进入下一步")
        self._marks(row)
        if told.asked:
            day = date(2018, 6, 26)
            self._step(row, len(told.passed), day)
            self._act(
                self.told.owner, day, 640, lambda by, at: actions.ask_gate(project=row.pk, words="请审定", by=by, at=at)
            )
        else:
            self._step(row, len(told.passed), date(2018, 6, 20), whole=False)
        if told.community == 0:
            self._visits(row)

    def _act(self, post: str, day: date, minute: int, do: Any) -> Any:
        at = self.stage.moment(day, minute)
        with held(at):
            return do(self.stage.by(post, at), at)

    def _open(self) -> SecretaryProject:
        told, stage = self.told, self.stage
        community = stage.street * 1000 + told.community if told.community else 0
        given = ProjectGiven(
            told.title,
            stage.post(told.owner),
            stage.post(told.decider),
            told.begins,
            told.aim,
            community,
            invented=True,
        )
        row: SecretaryProject = self._act(
            told.owner, told.begins, 560, lambda by, at: opening.open_project(given=given, by=by, at=at)
        )
        return row

    def _step(self, row: SecretaryProject, n: int, day: date, *, whole: bool = True) -> None:
        step = self.steps[n]
        parties = rules_of(row.street).parties
        for k, party in enumerate(parties if whole else parties[:3]):
            words = PARTS.get(party.code, party.title.zh)
            told = {"project": row.pk, "step": step.code, "party": party.code, "words": words}
            self._act(
                self.told.owner, day - timedelta(days=12), 570 + k,
                lambda by, at, told=told: actions.tell_part(**told, by=by, at=at),
            )  # fmt: skip
        for k, one in enumerate(step.deliverables if whole else step.deliverables[:1]):
            self._prove(
                row, "deliverable", one.code, f"{one.title.zh}已形成并存档（演示）", day - timedelta(days=7 - k), n
            )

    def _prove(self, row: SecretaryProject, kind: str, code: str, words: str, day: date, colour: int) -> None:
        def do(by: Any, at: Any) -> None:
            photo = self.stage.photo("evidence", by, at, colour)
            actions.add_evidence(project=row.pk, proof=Proof(kind, code, words, (photo,)), by=by, at=at)

        self._act(self.told.owner, day, 610, do)

    def _ask_and_decide(self, row: SecretaryProject, day: date, passes: bool, words: str) -> None:
        self._act(self.told.owner, day, 540, lambda by, at: actions.ask_gate(project=row.pk, by=by, at=at))
        self._act(self.told.decider, day, 650, lambda by, at: actions.decide_gate(
            project=row.pk, passes=passes, words=words, by=by, at=at))  # fmt: skip

    def _marks(self, row: SecretaryProject) -> None:
        held = rules_of(row.street)
        most = 3 if self.told.community == 0 else 1
        for n, one in enumerate(held.guarantees[:most]):
            self._prove(row, "guarantee", one.code, f"{one.title.zh}已建立（演示）", date(2018, 6, 4 + n), n + 1)
        for n, one in enumerate(held.marks[:most]):
            self._prove(row, "mark", one.code, f"{one.title.zh}运行台账（演示）", date(2018, 6, 6 + n), n + 2)

    def _visits(self, row: SecretaryProject) -> None:
        post = self.stage.post("c1.head")
        guests = (Guest("市级观摩组（演示）", 18, "石示例、路示范"), Guest("兄弟街道（演示）", 12))
        given = VisitGiven(
            "全市党建观摩", date(2018, 6, 14), "春元里社区党群服务站、协商议事厅", post, guests, invented=True
        )
        visit = self._act("street.secretary", date(2018, 6, 7), 580, lambda by, at: visiting.plan_visit(
            project=row.pk, given=given, by=by, at=at))  # fmt: skip

        def hold(by: Any, at: Any) -> None:
            photo = self.stage.photo("document", by, at, 3)
            words = "看“一核五元”协商现场，来宾肯定五方参与的做法"
            visiting.hold_visit(visit=visit.pk, words=words, files=(photo,), by=by, at=at)

        self._act("street.secretary", date(2018, 6, 14), 680, hold)
        host, guests = self.stage.post("c4.head"), (Guest("各街道书记（演示）", 17),)
        coming = VisitGiven("区级书记项目现场会", date(2018, 7, 5), "乐山小区社区", host, guests,
                            invented=True)  # fmt: skip
        self._act("street.secretary", date(2018, 6, 25), 590, lambda by, at: visiting.plan_visit(
            project=row.pk, given=coming, by=by, at=at))  # fmt: skip
