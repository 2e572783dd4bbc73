"""The demo's vacancies and courses, and its two stories: back after four months; refused by exclusion and appealed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from shiqiao.base.actor import Actor, system
from shiqiao.kernel.registry import actions as moving_in
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.visits.actions import record_visit
from shiqiao.scenes.employment import granting, matching, moved, planning, training, working
from shiqiao.scenes.employment.matching import Offered
from shiqiao.scenes.employment.models import Application, Course, JobCheck, JobSeeker, Vacancy
from shiqiao.scenes.employment.rules import TOPICS, WITHOUT, months_later
from shiqiao.scenes.employment.store import day_of

OCCUPATIONS = (
    "property", "security", "retail", "catering", "domestic", "driver", "clerk", "technician", "e_commerce",
)  # fmt: skip
TITLES = {
    "property": "保洁员", "security": "保安员", "retail": "收银员", "catering": "餐厅服务员", "domestic": "家政服务员",
    "driver": "配送员", "clerk": "前台文员", "technician": "水电维修工", "e_commerce": "网店客服",
}  # fmt: skip
# 春元里 and 自由大街 were named four-type communities: their firms posted more, more of their people found work or began one.
LIVELY = (370103003001, 370103003007)
MANY = 11  # vacancies of firms there
LATEST = date(2018, 6, 22)  # on which the last vacancy was posted
COURSES = (
    ("家政服务员初级班", "domestic", date(2017, 9, 4), date(2017, 9, 22), 20),
    ("电商运营入门班", "e_commerce", date(2017, 11, 6), date(2017, 11, 24), 15),
    ("养老护理员班", "domestic", date(2018, 3, 5), date(2018, 3, 23), 20),
    ("水电维修班", "technician", date(2018, 5, 7), date(2018, 5, 25), 12),
    ("创业培训（SYB）班", "", date(2018, 7, 9), date(2018, 7, 20), 25),
    ("中式面点班", "catering", date(2018, 7, 16), date(2018, 8, 3), 8),
)


@dataclass
class Offers:
    """What was offered in the year: vacancies with places, courses."""

    vacancies: list[Vacancy] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)

    def accept(self, stage: Any, row: JobSeeker, day: date, by: Actor) -> None:
        """Let one of the vacancies take somebody on, where one has a place and was open then."""
        for one in sorted(self.vacancies, key=lambda offer: offer.community != row.community):
            if one.places > one.taken and day_of(one.at) < day <= one.until and stage.rng.random() < 0.35:
                with stage.on(day, 9) as at:
                    made = matching.apply_for(seeker=row.pk, vacancy=one.pk, remark="本人愿意尝试", by=by, at=at)
                with stage.on(day, 16) as at:
                    matching.decide_application(application=made.pk, state="accepted", by=by, at=at)
                one.refresh_from_db()
                return

    def enrol(self, stage: Any, row: JobSeeker, day: date, by: Actor) -> None:
        """Give somebody a place in the next course, and let it be completed."""
        for one in self.courses:
            if day < one.begins and one.taken < one.places:
                with stage.on(day, 9) as at:
                    seat = training.enrol(course=one.pk, seeker=row.pk, by=by, at=at)
                one.refresh_from_db()
                if one.ends < date(2018, 6, 20):
                    with stage.on(one.ends + timedelta(days=1), 17) as at:
                        training.end_enrolment(enrolment=seat.pk, state="completed", by=by, at=at)
                return


def offers(stage: Any) -> Offers:
    """Post the vacancies of firms on file and offer the courses."""
    found, by = Offers(), stage.by("livelihood.handler1")
    firms = registry.records(system("employment", street=stage.street), "organisation", limit=600).rows
    places = sorted({row.community for row in firms if row.community})
    chosen = [
        row
        for place in places
        for row in [firm for firm in firms if firm.community == place][: MANY if place in LIVELY else 3]
    ]
    for number, firm in enumerate(chosen):
        occupation, wage = OCCUPATIONS[number % len(OCCUPATIONS)], 2000 + number % 5 * 200
        # In turn over the year; those of the third firm of a community stand open this morning.
        posted = (
            date(2017, 7, 10) + timedelta(days=number * 7 % 24 * 12)
            if number % 3 < 2
            else LATEST - timedelta(days=number)
        )
        offered = Offered(
            firm.name, TITLES[occupation], occupation, wage, wage + 600, 1 + number % 4,
            months_later(posted, 6), "part" if number % 7 == 3 else "full", "high" if occupation == "clerk" else "none",
            "身体健康，吃苦耐劳" if number % 2 else "", firm.pk, firm.community,
        )  # fmt: skip
        with stage.on(posted) as at:
            found.vacancies.append(
                matching.post_vacancy(street=stage.street, offered=offered, invented=True, by=by, at=at)
            )
    for title, occupation, begins, ends, places in COURSES:
        with stage.on(begins - timedelta(days=40)) as at:
            course = training.offer_course(
                street=stage.street, title=title, occupation=occupation, teacher="区职业技能培训中心（虚构）", places=places,
                begins=begins, ends=ends, invented=True, by=by, at=at,
            )  # fmt: skip
        found.courses.append(course)
    return found


def offered(street: int) -> Offers:
    """Return what was offered before, as it stands now."""
    vacancies, courses = Vacancy.objects.filter(street=street, invented=True), Course.objects.filter(street=street)
    return Offers(list(vacancies.order_by("pk")), list(courses.filter(invented=True).order_by("pk")))


def tell(stage: Any, until: date) -> None:
    """Tell the two stories, some claims of every state, some proposals that wait, and visits with their deliveries."""
    rows = list(JobSeeker.objects.filter(street=stage.street, state__in=WITHOUT).order_by("registered_on", "pk"))
    early = [row for row in rows if row.registered_on < date(2017, 12, 1) and row.state == "helped"]
    _back_after_four_months(stage, early[0])
    zero = [row for row in rows if row.zero and row.pk != early[0].pk]
    _refused_and_appealed(stage, zero[0], until)
    others = {row.household: row for row in reversed(zero) if row.household != zero[0].household}
    _claims(stage, list(others.values())[:6], until)
    _moved_together(stage, list(others.values())[:2], until)
    _waiting(stage, rows[-40:], until)
    _visited(stage, rows[-8:-4], until)


def _back_after_four_months(stage: Any, row: JobSeeker) -> None:
    """Placed in January; the check of three months finds the work kept; in May it is known to have ended."""
    by = stage.keeper(row.grid)
    with stage.on(date(2018, 1, 9)) as at:
        job = working.register_job(
            seeker=row.pk, kind="employed", firm="石桥便民超市（虚构）", since=date(2018, 1, 8), proof="contract",
            number="演示合同2018-001", by=by, at=at,
        )  # fmt: skip
    check = JobCheck.objects.get(job=job.pk, months=3)
    with stage.on(date(2018, 4, 4)) as at:
        working.check_job(check=check.pk, result="still", proof="wage_slip", remark="工资正常发放", by=by, at=at)
    with stage.on(date(2018, 5, 10)) as at:
        working.end_job(
            job=job.pk,
            on=date(2018, 5, 9),
            why="firm_closed",
            proof="statement",
            remark="超市停业，本人来站登记",
            by=by,
            at=at,
        )


def _refused_and_appealed(stage: Any, row: JobSeeker, until: date) -> None:
    """A household receives aid for zero employment; a public post is refused for it; the person appeals."""
    clerk, head = stage.by("livelihood.handler1"), stage.by("livelihood.head")
    with stage.on(date(2018, 6, 4)) as at:
        aid = granting.claim_benefit(
            seeker=row.pk, benefit="zero_family", since=date(2018, 6, 1), proof="unemployment_card", by=clerk, at=at
        )
    with stage.on(date(2018, 6, 5)) as at:
        granting.approve_claim(claim=aid.pk, remark="入户核实属实", by=head, at=at)
    with stage.on(date(2018, 6, 19)) as at:
        post = granting.claim_benefit(
            seeker=row.pk, benefit="public_post", since=date(2018, 7, 1), proof="statement", by=clerk, at=at
        )
    with stage.on(date(2018, 6, 20)) as at:
        granting.refuse_claim(
            claim=post.pk,
            why="excluded",
            remark="同户正在享受零就业家庭援助金，同期不得重复享受岗位补贴。",
            by=head,
            at=at,
        )
    with stage.on(date(2018, 6, 22)) as at:
        granting.raise_appeal(claim=post.pk, reason="愿意自7月1日起放弃援助金，申请公益性岗位。", by=clerk, at=at)


def _claims(stage: Any, rows: list[JobSeeker], until: date) -> None:
    clerk, head = stage.by("livelihood.handler1"), stage.by("livelihood.head")
    for place, row in enumerate(rows):
        day = until - timedelta(days=20 - place)
        with stage.on(day) as at:
            claim = granting.claim_benefit(
                seeker=row.pk, benefit="zero_family" if place % 2 else "public_post", since=day, proof="unemployment_card",
                by=clerk, at=at,
            )  # fmt: skip
        if place < 3:
            with stage.on(day + timedelta(days=1)) as at:
                granting.approve_claim(claim=claim.pk, remark="材料齐全", by=head, at=at)
        elif place == 5:
            with stage.on(day + timedelta(days=2)) as at:
                granting.refuse_claim(
                    claim=claim.pk, why="no_evidence", remark="未提交户口簿，补齐后可再申请。", by=head, at=at
                )


def _moved_together(stage: Any, rows: list[JobSeeker], until: date) -> None:
    """Who receives the subsidy of a public post moves in with a household that receives aid for zero employment."""
    with stage.on(until - timedelta(days=4)) as at:
        by = system("employment", street=stage.street)
        moving_in.move_in(person=rows[0].person, household=rows[1].household, on=day_of(at), by=by, at=at)
        moved.reckon_zero(at=at)


def _waiting(stage: Any, rows: list[JobSeeker], until: date) -> None:
    """Some proposals of the last days that nobody has answered yet."""
    with stage.on(until - timedelta(days=2)) as at:
        for row in rows:
            proposed = [offer for offer, match in matching.matches_for(row, until) if match.proposed]
            if proposed and not Application.objects.filter(seeker=row.pk).exists():
                matching.apply_for(seeker=row.pk, vacancy=proposed[0].pk, by=stage.keeper(row.grid), at=at)


def _visited(stage: Any, rows: list[JobSeeker], until: date) -> None:
    """Visits at home of the last days: the deliveries came with the visit."""
    for place, row in enumerate(rows):
        if not row.grid:
            continue
        by, day = stage.keeper(row.grid), until - timedelta(days=3 + place)
        with stage.on(day - timedelta(days=1)) as at:
            visit = planning.plan_visit(
                seeker=row.pk, latest=day + timedelta(days=5), by=stage.by("livelihood.head"), at=at
            )
        answers = {topic: "accepted" if topic in ("policy", "post") else "not_relevant" for topic in TOPICS}
        reasons = {f"{topic}_reason": "目前不需要" for topic in TOPICS if answers[topic] == "not_relevant"}
        with stage.on(day, 10) as at:
            record_visit(
                visit=visit,
                outcome="done",
                client_id=f"demo-employment-{row.pk}",
                answers={**answers, **reasons},
                by=by,
                at=at,
            )
