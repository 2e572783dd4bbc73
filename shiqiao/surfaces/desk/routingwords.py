"""The steps of a matter's reasons that come from routing rules, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_noop

from shiqiao.base.errors import NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rules import ROLE_REACH
from shiqiao.kernel.routing.reads import routing_for

RULE_STEPS = {
    "rule": gettext_noop("Rule {rule} of version {version} speaks: {name}."),
    "no_rule": gettext_noop("No rule of version {version} speaks about it: whoever answers for the place gets it."),
    "to_post": gettext_noop("The rule leads to the post “{post}”."),
    "to_unit": gettext_noop("The rule leads to the unit “{unit}”."),
    "to_role": gettext_noop("The rule leads to the {role} of {grid}."),
    "no_such_post": gettext_noop("The rule leads to the post {post}, which is not there."),
    "unit_without_handler": gettext_noop("The rule leads to the unit “{unit}”, which has no post that can take it."),
    "item_without_unit": gettext_noop("The rule leads to the item's unit, but “{item}” names none."),
    "role_without_place": gettext_noop("The rule leads to the {role} of the community, but no place is known."),
    "role_not_there": gettext_noop("The rule leads to the {role} of {grid}, but there is none."),
    "accused": gettext_noop("The matter complains about the unit “{unit}”: it does not go there."),
    "led_round": gettext_noop("It goes to the post “{post}” instead."),
    "rule_failed": gettext_noop(
        "So rule {rule} of version {version} could not be carried out: the matter falls to whoever answers for the place, "
        "and stands on the unrouted list."
    ),
}


def rule_param(name: str, step: Mapping[str, Any], street: int) -> str:
    """Say a parameter that only steps of rules have; empty for others."""
    if name == "name" and step.get("step") == "rule":
        return rule_title(street, int(step["version"]), int(step["rule"])) or str(step["name"])
    if name == "unit":
        return unit_named(str(step["unit"]), street)
    return role_title(str(step["role"])) if name == "role" else ""


def rule_title(street: int, version: int, number: int) -> str:
    """Return the title of a rule of one version; versions never change, so the words of old matters stay."""
    rules = routing_for(street, version)
    table = rules.table.rules if rules else ()
    if not 0 < number <= len(table):
        return ""
    return _pick(table[number - 1].title.zh, table[number - 1].title.en)


def unit_named(code: str, street: int) -> str:
    """Return the title of the unit of a code, the code itself when it is not known."""
    try:
        unit = people.unit_by_code(code, street)
    except NotFound:
        return code
    return _pick(unit.title_zh, unit.title_en)


def role_title(code: str) -> str:
    """Return the title of a role."""
    role = ROLE_REACH.get(code)
    return _pick(role.zh, role.en) if role else code


def _pick(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") else (en or zh)
