"""Facts at the door: what is known of a subject, with its freshness, beside the question; the answer confirms or changes it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.actions import state_fact
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.registry.models import Fact
from shiqiao.kernel.visits import reads
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry knows today: the value as an answer to the question, since when it is confirmed, how fresh it is."""

    value: Any
    confirmed_at: datetime
    freshness: str


def known_facts(actor: Actor, rows: Sequence[Visit], at: datetime) -> dict[int, dict[str, Known]]:
    """Return what is known of the subjects of visits, by visit and question, as far as the actor may know it; one query.

    A person sees what the own posts may see in the place of the visit: where the actor does not go, nothing is told.
    """
    asked = {row.id: {one.fact: one.key for one in reads.kind_of(row).table.questions if one.fact} for row in rows}
    keys = {key for facts in asked.values() for key in facts}
    if not keys:
        return {}
    wanted = {(row.subject_kind, row.subject_id) for row in rows if asked[row.id]}
    facts = Fact.objects.filter(subject__in=[number for _, number in wanted], key__in=sorted(keys), ended_at=None)
    told = {(one.kind, one.subject, one.key): one for one in facts if _may_know(actor, one)}
    return {
        row.id: {
            key: _known(told[row.subject_kind, row.subject_id, fact], at)
            for fact, key in asked[row.id].items()
            if (row.subject_kind, row.subject_id, fact) in told
        }
        for row in rows
    }


def _may_know(actor: Actor, fact: Fact) -> bool:
    spec = dictionary().get(fact.key)
    if spec is None or not registry.covers(actor, registry.place_of(fact)):
        return False
    needed = registry_rules.SENSITIVE if spec.data_class == "sensitive" else registry_rules.PLACES
    return bool(actor.roles & needed)


def _known(fact: Fact, at: datetime) -> Known:
    value: Any = sealing.value_of(fact)
    kind = dictionary()[fact.key].kind
    answer = value == "yes" if kind == "yes_no" else int(value) if kind == "number" else value
    return Known(answer, fact.confirmed_at, registry_rules.freshness(fact.confirmed_at, fact.valid_until, at))


def state_answers(kind: VisitKind, subject: Ref, answers: Mapping[str, Any], *, by: Actor, at: datetime) -> list[str]:
    """Confirm or change what the answers say of a subject on file; returns the keys that were stated.

    What the visitor may not write in the registry (a place outside the own territory, a sensitive field) stays an answer.
    """
    stated = []
    for one in kind.table.questions:
        if not one.fact or one.key not in answers or subject.kind not in registry.KINDS:
            continue
        if subject.kind not in dictionary()[one.fact].of:
            continue
        with suppress(Forbidden, NotFound):
            value = answers[one.key]
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            state_fact(subject=subject, key=one.fact, value=text, source="visit", by=by, at=at)
            stated.append(one.fact)
    return stated
