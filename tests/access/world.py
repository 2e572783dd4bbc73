"""Two streets side by side, each with a row of everything that has an address, all made through actions."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from shiqiao.base.actor import Ref, system
from shiqiao.base.ids import identity_digit, uscc_digit
from shiqiao.base.time import held, now
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.matters.actions import Contact, Report, answer_matter, report_matter
from shiqiao.kernel.matters.intake import Receipt
from shiqiao.kernel.matters.models import Reporter
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people import devices, handing, reads
from shiqiao.kernel.people.models import AccessToken, Account, Post, Unit
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.kernel.phrases.actions import write_phrase
from shiqiao.kernel.phrases.rules import Wording
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm, Given
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.places import Target
from shiqiao.places.install import install
from shiqiao.scenes.hall.actions import take_in
from shiqiao.scenes.hall.acts import Application
from shiqiao.scenes.hall.publishing import publish_guides
from shiqiao.scenes.hotline.actions import take_order
from shiqiao.scenes.hotline.intake import take_in_order
from shiqiao.scenes.hotline.models import Letter, Order
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.scenes.supervision import actions as supervision
from shiqiao.scenes.supervision import discipline
from shiqiao.testing.above import observer
from shiqiao.testing.street import FIRST_GRID, STREET, Street, picture

from . import (
    arenas,
    campaigns,
    councils,
    duties,
    emergencies,
    exchange,
    firms,
    five_s,
    green,
    investment,
    jobs,
    leading,
    ledgers,
    merits,
    plans,
    renewals,
    stationed,
    votes,
)

OTHER, OTHER_GRID = 379901001, 379901001001001
ELSEWHERE = 370103003005001  # a grid of another community of the model street
TEXT = "外街居民尤石英反映垃圾成堆"  # stands in every text of the other street and nowhere else
CAST = {
    "reporter": "reporter1", "grid_member": "c1g1", "dispatcher": "dispatch2", "handler": "city2", "checker": "check1",
    "community_head": "c1head", "department_head": "city1", "leader": "leader1", "admin": "admin1",
    "security_admin": "security1", "auditor": "auditor1", "callback": "callback1",
    "observer": "district1",
}  # fmt: skip
"""Role -> a login of the model street (the observer: of its district) who has this role alone."""


@dataclass
class Side:
    """One street's rows, by kind; `secret` opens the first matter, `token` acts from its dispatcher's post."""

    street: int
    receipt: Receipt
    matter: str
    elsewhere: str
    file: int
    visit: int
    visit_elsewhere: int
    phrase: int
    hand_over: int
    part: int
    device: int
    person: int
    account: int
    household: int
    dwelling: int
    building: int
    organisation: int
    fact: int
    order: int
    order_number: str
    letter: int
    token: str
    token_row: int
    reporter: int
    supervision: int
    discipline: int
    affair: int
    counter: int
    council_body: int
    council_seat: int
    council_term: int
    council_topic: int
    council_meeting: int
    council_call: int
    council_item: int
    council_resolution: int
    council_voice: int
    council_secret: str
    council_link: str
    firm_seat: int
    firm_need: int
    firm_position: int
    firm_promise: int
    five_s: int
    five_s_photo: int
    five_s_round: int
    renewal: int
    renewal_file: int
    green: int
    premises: int
    lead: int
    unit: int
    target: int
    figure: int
    plan_regulation: int
    consequence: int
    seeker: int
    delivery: int
    form: int
    form_row: int
    vacancy: int
    project: int
    project_file: int
    listing: int
    exchange_match: int
    poll: int
    poll_closed: int
    vote_secret: str
    campaign: int
    campaign_item: int
    campaign_photo: int
    duty_roster: int
    duty_turn: int
    duty_shift: int
    duty_swap: int
    duty_entry: int
    duty_away: int
    arena: int
    entrant: int
    arena_file: int
    secretary: int
    secretary_file: int
    study_visit: int
    study_file: int
    front: int
    front_charge: int
    front_file: int
    honour: int
    honour_file: int
    pursuit: int
    criterion: int
    party_meeting: int
    stationed: int
    party_item: int
    party_match: int
    service_project: int
    occasion: int
    occasion_done: int
    service_photo: int
    service_booking: int
    reported: int
    service_hours: int
    response: int
    response_post: int
    alarm_call: int
    zero_report: int
    hazard: int
    hazard_photo: int
    relocation: int


@dataclass
class World:
    """The model street, and the other one."""

    mine: Side
    theirs: Side


def build(street: Street) -> World:
    """Make both sides; `street` is the fixture of the model street, whose fence is open."""
    with held(now() - timedelta(days=365)):
        install(settings.LOCALITIES / "practice", by=system("test"), at=now())
    Account.objects.filter(street=OTHER).update(must_change_password=False)
    _reporter()
    observer(CAST["observer"])
    logins = ("dispatch1", "leader1", "security1", "c1g1", "c1g3")
    mine = side(STREET, FIRST_GRID, ELSEWHERE, "春元居民反映路灯不亮", logins)
    theirs = side(
        OTHER, OTHER_GRID, OTHER_GRID + 1000, TEXT, ("practice2", "practice1", "practice7", "practice4", "practice5")
    )
    return World(mine, theirs)


def _reporter() -> None:
    """A post with the role of reporter alone, which the model street does not have."""
    act: dict[str, Any] = {"by": system("test", street=STREET), "at": now()}
    post = people.add_post(
        unit=Unit.objects.get(code="c2", street=STREET), code="c2.reporter", title_zh="上报员", title_en="Reporter",
        roles=["reporter"], territory=STREET * 1_000_000 + 2001, **act,
    )  # fmt: skip
    account = people.add_account(
        street=STREET, username="reporter1", display_name="报员", must_change_password=False, **act
    )
    people.appoint(post=post, account=account, start=date(2018, 1, 1), **act)


def side(street: int, grid: int, elsewhere: int, text: str, logins: tuple[str, str, str, str, str]) -> Side:
    """Make the rows of one street by its dispatcher, leader and security administrator, and two who hold posts."""
    dispatcher, leader, secure, giver, taker = (Account.objects.get(username=login) for login in logins)
    by, office = reads.actor_for(dispatcher), system("test", street=street)
    receipt = _report(street, grid, text, by)
    answer_matter(matter=receipt.id, answer=f"{text}，已派人", by=by, at=now())
    home = _registry(street, grid, text)
    post = Post.objects.filter(street=street, roles__contains=["dispatcher"]).order_by("code")[0]
    token = issue_token(name="台", post=post, by=reads.actor_for(secure), at=now())
    return Side(
        street=street, receipt=receipt, matter=receipt.number, elsewhere=_report(street, elsewhere, text, by).number,
        file=Attachment.objects.filter(subject_kind="matter", subject_id=receipt.id)[0].pk,
        visit=_visit(street, grid, text), visit_elsewhere=_visit(street, elsewhere, text),
        phrase=write_phrase(wording=_wording(text), by=by, at=now()).pk, **_hand_over(giver, taker, leader),
        device=devices.add_device(street=street, name=text, kind="wall", by=office, at=now()).device.pk,
        account=giver.pk, **home, **_order(street, text, by),
        token=token, token_row=AccessToken.objects.get(street=street).pk,
        supervision=_supervision(street, receipt, leader, text),
        discipline=_discipline(receipt, giver, leader, text), affair=_affair(street, text),
        **exchange.build(street, grid, text, leader),
        **five_s.build(street, text, leader), **firms.build(street, home["organisation"], text),
        **arenas.build(street, text, leader),
        **renewals.build(street, text, leader),
        **votes.build(street, text, leader),
        **campaigns.build(street, grid, text, leader),
        **emergencies.build(street, grid, text, leader),
        **duties.build(street, text, giver, taker),
        **leading.build(street, text, leader),
        **stationed.build(street, grid, text, leader),
        **councils.build(street, grid, text, leader),
        **green.build(street, text, leader),
        **investment.build(street, text, leader),
        reporter=Reporter.objects.get(matter=receipt.id).pk, unit=Unit.objects.filter(street=street).order_by("pk")[0].pk,
        **plans.build(street, text, office), consequence=merits.propose(receipt, giver, leader, text),
        **jobs.build(street, home["person"], text, office), **ledgers.build(street, home["person"], text, office),
    )  # fmt: skip


def _affair(street: int, text: str) -> int:
    guides = {
        "documents": [{"code": "id_card", "title": {"zh": text, "en": text}}],
        "fields": [{"code": "medical", "title": {"zh": text, "en": text}}],
        "steps": [{"code": "apply", "title": {"zh": text, "en": text}}],
        "items": [{
            "code": "medical_card_renewal", "title": {"zh": text, "en": text}, "field": "medical", "promised": 0,
            "who": {"zh": text, "en": text}, "materials": [{"document": "id_card"}], "steps": ["apply"], "at": ["online"],
            "visit": "zero", "result": {"zh": text, "en": text}, "basis": {"zh": text, "en": text},
        }],
    }  # fmt: skip
    by = system("test", street=street)
    hall = Unit.objects.filter(street=street).order_by("pk")[0]
    if street == OTHER:
        publish_guides(street=street, text=json.dumps({"hall": hall.code, **guides}), by=by, at=now())
    at = hall.pk if street == OTHER else Unit.objects.get(code="service_centre", street=street).pk
    asked = Application(
        "medical_card_renewal", at, channel="online", outside="2018-1", name=text[:20], brought=frozenset({"id_card"})
    )
    return take_in(application=asked, by=by, at=now()).pk


def _discipline(receipt: Receipt, giver: Account, leader: Account, text: str) -> int:
    held_now = next(one.post for one in reads.acting_posts(giver.pk) if one.by == "holder")
    by, refs = reads.actor_for(leader), [Ref("matter", receipt.id)]
    return discipline.open_discipline(post=held_now.id, fault="slow_work", reason=text, refs=refs, by=by, at=now()).pk


def _supervision(street: int, receipt: Receipt, leader: Account, text: str) -> int:
    post = Post.objects.filter(street=street, roles__contains=["leader"]).order_by("code")[0]
    to, by = supervision.Answering(post.pk), reads.actor_for(leader)
    return supervision.raise_order(subject=Ref("matter", receipt.id), reason=text, to=to, by=by, at=now()).pk


def _report(street: int, grid: int, text: str, by: Any) -> Receipt:
    from shiqiao.kernel.files.actions import UPLOAD, store

    kept = store(picture(), name="p.jpg", subject=UPLOAD, purpose="report", street=street, by=by, at=now())
    contact = Contact("尤石英", "13800007777" if street == OTHER else "13800008888")
    report = Report(
        street=street, source="test", source_id=uuid4().hex, channel="phone", item="06010", text=text, grid=grid,
        contact=contact, photos=(("report", kept.sha256),),
    )  # fmt: skip
    return report_matter(report=report, by=by, at=now())


def _visit(street: int, grid: int, text: str) -> int:
    target = Target(title=f"{text}小店", grid=grid, address=text)
    by = system("test", street=street)
    latest = now().date() + timedelta(days=5)
    return visits.plan_once(street=street, kind="nine_small", target=target, latest=latest, by=by, at=now())


def _wording(text: str) -> Wording:
    return Wording.model_validate(
        {"kind": "ask", "title": {"zh": text, "en": "Which building"}, "items": ["06010"], "zh": text}
    )


def _hand_over(giver: Account, taker: Account, leader: Account) -> dict[str, int]:
    held_now = next(one.post for one in reads.acting_posts(giver.pk) if one.by == "holder")
    to = next(one.post for one in reads.acting_posts(taker.pk) if one.by == "holder")
    part = handing.Part(Post.objects.get(pk=held_now.id), Post.objects.get(pk=to.id), taker)
    draft = handing.draft_hand_over(
        giver=giver, parts=[part], starts_on=now().date() + timedelta(days=30), by=reads.actor_for(leader), at=now()
    )
    return {"hand_over": draft.pk, "part": handing.HandOverPart.objects.get(hand_over=draft).pk}


def _registry(street: int, grid: int, text: str) -> dict[str, int]:
    act: dict[str, Any] = {"by": system("test", street=street), "at": now()}
    building = registry.add_building(street=street, name=f"{text}1号楼", grid=grid, **act)
    flat = registry.add_dwelling(building=building.pk, unit="1", room="101", **act)
    home = registry.add_household(street=street, dwelling=flat.pk, began=date(2010, 1, 1), **act)
    first = f"{street // 1000}19500203{1 if street == STREET else 3:03d}"
    given = Given(f"{text[:4]}某", identity=first + identity_digit(first))
    person = registry.add_person(street=street, given=given, household=home.pk, **act)
    code = f"91{street // 1000}{7:09d}"
    firm = registry.add_organisation(
        street=street, firm=Firm(name=f"{text}店", code=code + uscc_digit(code), grid=grid), **act
    )
    fact = registry.state_fact(subject=Ref("organisation", firm.pk), key="employees", value=3, source="visit", **act)
    return {
        "building": building.pk, "dwelling": flat.pk, "household": home.pk, "person": person.pk, "organisation": firm.pk,
        "fact": fact.pk,
    }  # fmt: skip


def _order(street: int, text: str, by: Any) -> dict[str, Any]:
    at, number = now() - timedelta(minutes=20), f"JN{street}"
    incoming = Incoming(
        number=number, text=text, category="暴露垃圾", name="尤石英", phone="13800007777", address="一号院", received_at=at,
        issued_at=at, deadline=at + timedelta(days=2),
    )  # fmt: skip
    take_in_order(incoming=incoming, street=street, by=by, at=now())
    order = Order.objects.get(number=number)
    take_order(order=order.pk, by=by, at=now())
    letter = Letter.objects.filter(street=street).order_by("-id").first()
    return {"order": order.pk, "order_number": number, "letter": letter.pk if letter else 0}


Take = Callable[[Side], Any]
