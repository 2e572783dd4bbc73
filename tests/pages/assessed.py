"""What the town has of the plan and of supervision: a page of every act, for somebody who may do it."""

from typing import Any

from django.urls import reverse

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.matters.lookups import by_ids, by_number
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.people.reads import actor_for
from shiqiao.scenes.ledger import admission, filling
from shiqiao.scenes.plan import actions as plan
from shiqiao.scenes.plan import reads as planned
from shiqiao.scenes.supervision import actions, discipline, rectify
from shiqiao.scenes.supervision.discipline_reads import steps_of
from shiqiao.scenes.supervision.models import DisciplineMatter, Rectification, SupervisionOrder
from shiqiao.testing.street import STREET
from tests.access.world import Side

ORDER_ACTS = ("answer", "urge", "withdraw", "accept", "send_back")
STEPS = ("propose", "name", "close")


def by(login: str) -> Any:
    """Return the actor behind a login."""
    return actor_for(Account.objects.get(username=login))


def assessed(side: Side) -> list[str]:
    """Make what the demo has not; return the pages of it all."""
    return [*_plan(side), *_orders(side), *_cases(), *_discipline(side), *_forms(side)]


def _forms(side: Side) -> list[str]:
    """A change of the running form waits for another leader; who requested it may take it back."""
    spec = filling.spec_of(side.form)
    wanted = spec.model_copy(update={"fields": (*spec.fields, "person.sex")})
    admission.request_change(form=side.form, spec=wanted, by=by("leader1"), at=now())
    acts = [reverse("desk:ledger:act", args=[side.form, do]) for do in ("approve", "refuse", "withdraw", "end")]
    kinds = [f"{reverse(name)}?kind=organisation" for name in ("desk:ledger:new", "desk:ledger:new-ledger")]
    tabs = [f"{reverse('desk:ledger:forms')}?tab={tab}" for tab in ("requested", "over")]
    return [*acts, *kinds, *tabs, f"{reverse('desk:ledger:rows', args=[side.form])}?state=filled"]


def _plan(side: Side) -> list[str]:
    """A building is tied by hand; the city department enters and corrects the figures that it has in charge."""
    line = next(iter(planned.plan(STREET).walk())).code  # type: ignore[union-attr]
    plan.tie(line=line, subject=Ref("building", side.building), by=by("leader1"), at=now())
    target = planned.number_of(STREET, "targets", "unlawful_structures")
    latest = max(planned.figures(STREET, [target], [2018])[target][2018].values(), key=lambda one: one.month)
    return [reverse("desk:plan:enter", args=[target]), reverse("desk:plan:correct", args=[latest.pk])]


def _orders(side: Side) -> list[str]:
    subject, to = (
        Ref("matter", by_number(side.elsewhere).id),
        actions.Answering(Post.objects.get(code="city.handler1").pk),
    )
    order = actions.raise_order(subject=subject, reason="请查明并答复", to=to, by=by("leader1"), at=now())
    answered = SupervisionOrder.objects.filter(state="answered").first()
    assert answered
    begin = f"{reverse('desk:supervision:raise')}?subject={subject}"
    acts = [reverse("desk:supervision:act", args=[order.pk, do]) for do in ORDER_ACTS[:3]]
    acts += [reverse("desk:supervision:act", args=[answered.pk, do]) for do in ORDER_ACTS[3:]]
    return [begin, f"{begin}&mark=1", *acts]


def _cases() -> list[str]:
    """An objection to the case in hand waits to be settled."""
    row = Rectification.objects.order_by("-handed_on")[0]
    told: dict[str, Any] = {"kind": "objection", "dated": now().date(), "text": "居民认为仍有扬尘"}
    paper = rectify.file_paper(matter=row.matter, by=by("leader1"), at=now(), **told)
    number = by_ids([row.matter])[row.matter].number
    acts = [reverse("desk:supervision:case-act", args=[number, do]) for do in ("paper", "public", "tie")]
    return [*acts, reverse("desk:supervision:case-settle", args=[number, paper.pk])]


def _discipline(side: Side) -> list[str]:
    """One waits for the person's answer, one for the decision, one for the next step."""
    carried, opened = DisciplineMatter.objects.filter(invented=True).order_by("opened_at")
    orders = [Ref("supervision_order", SupervisionOrder.objects.filter(late=True)[0].pk)]
    discipline.propose_step(
        matter=carried.pk, rung="red_card", reason="再次逾期", refs=orders, by=by("leader2"), at=now()
    )
    _answer(opened)
    other = DisciplineMatter.objects.get(pk=side.discipline)
    step = _answer(other)
    deciding = next(one for one in ("leader3", "leader2") if by(one).account not in (other.opened_by, other.person))
    discipline.decide_step(step=step, impose=True, reason="情况属实", by=by(deciding), at=now())
    asked = [(carried.pk, "answer"), (opened.pk, "decide"), *((other.pk, do) for do in STEPS)]
    acts = [reverse("desk:supervision:discipline-act", args=list(one)) for one in asked]
    return [reverse("desk:supervision:discipline-matter", args=[carried.pk]), *acts]


def _answer(row: DisciplineMatter) -> int:
    step = steps_of([row.pk])[-1].pk
    person = actor_for(Account.objects.get(pk=row.person))
    discipline.answer_step(step=step, answer="今后按时办理", by=person, at=now())
    return step
