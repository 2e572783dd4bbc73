"""`shiqiao check`: is the installation fit for real work, and is there a name for every grid on every line?"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shiqiao.kernel.people.rows import Gap

Street = Annotated[int | None, typer.Option(help="Check one street (9 digits); left out: all.", show_default=False)]
Ahead = Annotated[int, typer.Option(min=0, max=366, help="Also tell gaps that open within so many days.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(ctx: typer.Context, street: Street = None, ahead: Ahead = 14) -> None:
    """Check the installation, and that exactly one person answers for every grid on every line.

    Exit status 1 for errors of the installation and when there is a gap. Every finding names its remedy; what is only
    worth knowing (“note”) fails nothing.

    Also fails, and names them, when a published routing rule can no longer be carried out, while open matters stand
    on the unrouted list, when nightly backups are wanted and the last one failed or is old, and when the database server
    lets the street fence down or searches without their index. Gaps that will open within the days ahead are told, but do
    not fail the check; neither do lines and departments without a leader in charge and communities without a contact.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        found = _look(street, ahead)
    answer(ctx, found, _in_words(found))
    if found["problems"] or found["gaps"] or found["unrouted"] or any(one["error"] for one in found["inspections"]):
        raise typer.Exit(1)


def _look(street: int | None, ahead: int) -> dict[str, Any]:
    from shiqiao.base.db import guards
    from shiqiao.base.plugs import checks
    from shiqiao.base.time import now
    from shiqiao.config.keeping.schedule import problems as backup_problems
    from shiqiao.kernel.people import reads

    at = now()
    found: dict[str, Any] = {"checked": 0, "problems": [], "gaps": [], "coming": [], "unled": [], "unrouted": []}
    for one in [street] if street else reads.streets():
        rows = reads.coverage(one, at)
        if not rows:
            found["problems"].append(f"Street {one}: there are no grids or no lines. Import grids first.")
        found["checked"] += len(rows)
        found["gaps"] += _plain((reads.day_of(at), row) for row in rows if row.gap)
        found["coming"] += _plain(reads.coming_gaps(one, at, ahead))
        found["problems"] += [problem for check in checks for problem in check.look(one, at)]
        found["unled"] += _unled(one, at)
        found["problems"] += [f"Street {one}: routing {problem}" for problem in _rules(one, at)]
        found["unrouted"] += _unrouted(one)
    found["problems"] += backup_problems(at)
    found["problems"] += guards.findings()
    if not found["checked"] and not found["problems"]:
        found["problems"].append("No street has posts yet. Load a staff list with `shiqiao import people`.")
    found["inspections"] = _inspections(at)
    return found


def _inspections(at: datetime) -> list[dict[str, Any]]:
    """Return what the inspections of the whole installation found, errors first."""
    from shiqiao.config.inspections import inspect

    found = sorted(inspect(at), key=lambda pair: not pair[1].error)
    return [{"name": name, "error": one.error, "says": one.says, "remedy": one.remedy} for name, one in found]


def _rules(street: int, at: datetime) -> list[str]:
    """Return what of the published rules can no longer be carried out."""
    from shiqiao.base.db.scope import whole
    from shiqiao.kernel.matters.report import CHANNELS
    from shiqiao.kernel.routing.reads import problems_of, routing_for

    rules = routing_for(street)
    if rules is None:
        return []
    with whole():
        return [str(one) for one in problems_of(rules.table, street, at, CHANNELS) if one.code != "over"]


def _unrouted(street: int) -> list[dict[str, Any]]:
    from django.utils.timezone import localtime

    from shiqiao.base.db.scope import whole
    from shiqiao.kernel.matters.unrouted import standing_unrouted

    with whole():
        return [
            {
                "number": one.number,
                "street": one.street,
                "reported_at": localtime(one.reported_at),
                "why": list(one.why),
            }
            for one in standing_unrouted(street)
        ]


def _plain(gaps: "Iterable[tuple[date, Gap]]") -> list[dict[str, Any]]:
    from shiqiao.kernel.people.sentences import say
    from shiqiao.kernel.territory.reads import title

    return [
        {
            "day": day.isoformat(), "grid": gap.grid, "title": f"{title(gap.grid // 1000)} {title(gap.grid)}",
            "line": gap.line, "reason": gap.reason, "falls_to": gap.responsible.post_code,
            "name": gap.responsible.name,
            "why": next(say(step) for step in gap.responsible.why if step["code"] == gap.reason),
        }
        for day, gap in gaps
    ]  # fmt: skip


def _unled(street: int, at: datetime) -> list[dict[str, Any]]:
    """Name what lacks a leader or a contact; a street that has divided nothing yet is told so in one row."""
    from shiqiao.kernel.people import reads
    from shiqiao.kernel.territory.reads import title

    if not reads.portfolios(street, at) and not reads.contacts(street, at):
        return [{"street": street, "kind": "street", "of": street, "title": title(street)}]
    titles = {"line": {line.code: line.title_zh for line in reads.lines()}}
    titles["unit"] = {unit.id: unit.title_zh for unit in reads.units(street)}  # type: ignore[misc]
    return [
        {"street": street, "kind": kind, "of": of, "title": titles.get(kind, {}).get(of) or title(int(of))}  # type: ignore[call-overload]
        for kind, of in reads.unled(street, at)
    ]


UNLED = {
    "street": "has no leaders' portfolios and no community contacts yet (分管条线, 分管科室, 联系社区 in the staff list)",
    "line": "has no leader in charge",
    "unit": "has no leader in charge",
    "community": "has no contact",
}


def _in_words(found: dict[str, Any]) -> str:
    lines = [
        f"{'ERROR' if one['error'] else 'note'} {one['name']}: {one['says']} {one['remedy']}".rstrip()
        for one in found["inspections"]
    ]
    lines += found["problems"]
    for gap in found["gaps"]:
        whom = f"falls to {gap['falls_to']} ({gap['name']})" if gap["name"] else "nobody is there to take it"
        lines.append(f"GAP {gap['grid']} {gap['title']} · {gap['line']}: {gap['why']} → {whom}")
    lines += [
        f"UNROUTED {one['number']}: reported {one['reported_at']:%Y-%m-%d %H:%M}, {_why(one)}"
        for one in found["unrouted"]
    ]
    lines += [
        f"from {gap['day']}: {gap['grid']} {gap['title']} · {gap['line']}: {gap['why']}" for gap in found["coming"]
    ]
    lines += [f"{one['kind']} {one['of']} {one['title']} {UNLED[one['kind']]}" for one in found["unled"]]
    lines.append(
        f"{found['checked']} grid × line checked: {len(found['gaps'])} gaps now, {len(found['coming'])} to come."
    )
    return "\n".join(lines)


def _why(one: dict[str, Any]) -> str:
    """Say in a word why nobody was found: the step before the failed rule, or that no place is known."""
    names = [str(step.get("code") or step.get("step")) for step in one["why"]]
    return names[names.index("rule_failed") - 1] if "rule_failed" in names else "no place is known"
