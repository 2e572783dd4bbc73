"""`shiqiao check`: is there a name for every grid on every line? Names each gap, and the gaps to come."""

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
    """Check that exactly one person answers for every grid on every line; exit status 1 when there is a gap.

    Also fails, and names them, when a published routing rule can no longer be carried out, and while open matters stand
    on the unrouted list. Gaps that will open within the days ahead are told, but do not fail the check.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        found = _look(street, ahead)
    answer(ctx, found, _in_words(found))
    if found["problems"] or found["gaps"] or found["unrouted"]:
        raise typer.Exit(1)


def _look(street: int | None, ahead: int) -> dict[str, Any]:
    from shiqiao.base.time import now
    from shiqiao.kernel.people import reads

    at = now()
    found: dict[str, Any] = {"checked": 0, "problems": [], "gaps": [], "coming": [], "unrouted": []}
    for one in [street] if street else reads.streets():
        rows = reads.coverage(one, at)
        if not rows:
            found["problems"].append(f"Street {one}: there are no grids or no lines. Import grids first.")
        found["checked"] += len(rows)
        found["gaps"] += _plain((reads.day_of(at), row) for row in rows if row.gap)
        found["coming"] += _plain(reads.coming_gaps(one, at, ahead))
        found["problems"] += [f"Street {one}: routing {problem}" for problem in _rules(one, at)]
        found["unrouted"] += _unrouted(one)
    if not found["checked"] and not found["problems"]:
        found["problems"].append("No street has posts yet. Load a staff list with `shiqiao import people`.")
    return found


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


def _in_words(found: dict[str, Any]) -> str:
    lines = [*found["problems"]]
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
    lines.append(
        f"{found['checked']} grid × line checked: {len(found['gaps'])} gaps now, {len(found['coming'])} to come."
    )
    return "\n".join(lines)


def _why(one: dict[str, Any]) -> str:
    """Say in a word why nobody was found: the step before the failed rule, or that no place is known."""
    names = [str(step.get("code") or step.get("step")) for step in one["why"]]
    return names[names.index("rule_failed") - 1] if "rule_failed" in names else "no place is known"
