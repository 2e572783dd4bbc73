"""A target with a figure, a regulation and a plan, in each of two streets."""

from decimal import Decimal

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Unit
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.actions import Figure, Source, enter_actual
from shiqiao.scenes.plan.documents import publish
from shiqiao.testing.street import STREET

TARGETS = """
targets:
  - code: only_there
    title: {{zh: {text}目标, en: {text}}}
    unit: {{zh: 件, en: matters}}
    counted: cumulative
    source: {{zh: {text}, en: {text}}}
    in_charge: {unit}
"""

REGULATIONS = """
regulations:
  - code: rule_there
    title: {{zh: {text}制度, en: {text}}}
    in_charge: {unit}
    articles:
      - {{text: {{zh: {text}, en: {text}}}, by: {{roles: [leader], clocks: [handle]}}}}
"""
PLAN = """
title: {{zh: {text}思路, en: {text}}}
year: 2018
source: {text}
lines:
  - {{code: line_there, kind: direction, title: {{zh: {text}, en: {text}}}, ties: [{{target: only_there}}]}}
"""


def build(street: int, text: str, office: Actor) -> dict[str, int]:
    """Publish what the street has not, and enter a figure; returns the numbers that stand in addresses."""
    unit = Unit.objects.filter(street=street).order_by("pk")[0].code
    if street != STREET:
        for kind, file in (("targets", TARGETS), ("regulations", REGULATIONS), ("plan", PLAN)):
            publish(kind=kind, street=street, text=file.format(text=text, unit=unit), by=office, at=now())
    target = reads.number_of(street, "targets", reads.targets(street)[0].code)
    source = Source(f"{text}月报", published=True)
    row = enter_actual(target=target, figure=Figure(2018, 6, Decimal("7")), source=source, by=office, at=now())
    rule = reads.number_of(street, "regulations", reads.regulations(street)[0].code)
    return {"target": target, "figure": row.pk, "plan_regulation": rule}
