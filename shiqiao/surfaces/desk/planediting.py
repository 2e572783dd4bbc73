"""Changing the plan of patrols as text: what it says in words, and in which grids it changes what is walked."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.patrols import reads
from shiqiao.kernel.patrols.actions import publish_plan
from shiqiao.kernel.patrols.publishing import checked
from shiqiao.kernel.patrols.table import PlanTable, RoundRule
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import comparing, editing, words

DAYS = {
    "mon": gettext_noop("Monday"), "tue": gettext_noop("Tuesday"), "wed": gettext_noop("Wednesday"),
    "thu": gettext_noop("Thursday"), "fri": gettext_noop("Friday"), "sat": gettext_noop("Saturday"),
    "sun": gettext_noop("Sunday"),
}  # fmt: skip


def page(actor: Actor) -> editing.Page:
    """Return what is changed: the plan in force, or an empty one."""
    version = reads.plan_version(actor.street or 0)
    note = _("Version %(n)d is in force.") % {"n": version} if version else _("none published yet")
    asks = _("Patrols go by it from now on. What was walked so far stays.")
    return editing.Page(_("Plan of patrols"), reverse("desk:patrol-plan"), reads.plan_text(actor), version, note, asks)


def draft(actor: Actor, text: str) -> dict[str, Any]:
    """Return what a drafted plan changes; raises Invalid naming each wrong place."""
    street = actor.street or 0
    old, new = reads.plan(street), checked(text, street)
    return {"differences": comparing.differences(parts(old), parts(new)), "told": told(street, old, new)}


def publish(request: HttpRequest, text: str, former: int) -> int:
    """Publish what was looked at."""
    by = request.actor
    return publish_plan(street=by.street or 0, text=text, former=former, by=by, at=now()).version


def parts(table: PlanTable) -> comparing.Parts:
    """Return a plan's rules in words; of two for the same line and place, each by its number."""
    found: dict[str, tuple[str, list[str]]] = {
        "keep": (
            _("Ways walked"),
            [ngettext("kept for %(n)d day", "kept for %(n)d days", table.keep_days) % {"n": table.keep_days}],
        )
    }
    for rule in table.rounds:
        key = f"{rule.line} {rule.within}"
        number = sum(name.rpartition(" ")[0] == key for name in found)
        found[f"{key} {number}"] = (_title(rule), _said(rule))
    return found


def _title(rule: RoundRule) -> str:
    number = int(rule.within or 0)
    place = words.place(number) if len(rule.within) > 9 else _("the whole street")
    return f"{words.line_title(rule.line)} · {place}"


def _said(rule: RoundRule) -> list[str]:
    if not rule.times:
        return [_("not walked")]
    days = "、".join(_(DAYS[day]) for day in rule.weekdays)
    if rule.per == "day":
        often = ngettext("%(n)d time a day", "%(n)d times a day", rule.times)
    else:
        often = ngettext("%(n)d time a week", "%(n)d times a week", rule.times)
    return [often % {"n": rule.times}, *([days] if days else [])]


def told(street: int, old: PlanTable, new: PlanTable) -> list[str]:
    """Say in how many grids it changes what is walked, and where nothing would be walked any more."""
    grids = [grid.code for grid in territory.grids(street)]
    changed = [grid for grid in grids if old.rounds_in(grid) != new.rounds_in(grid)]
    bare = [grid for grid in changed if old.rounds_in(grid) and not new.rounds_in(grid)]
    found = []
    if changed:
        said = _("Grids in which it changes what is walked: %(n)d of %(all)d.")
        found.append(said % {"n": len(changed), "all": len(grids)})
    if bare:
        names = "、".join(words.place(grid) for grid in bare[:5]) + ("…" if len(bare) > 5 else "")
        found.append(_("Nothing would be walked any more in: %(names)s") % {"names": names})
    return found
