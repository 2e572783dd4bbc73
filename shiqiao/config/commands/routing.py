"""`shiqiao routing …`: try routing rules on past matters, publish them, show those in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from shiqiao.base.errors import Invalid

if TYPE_CHECKING:
    from shiqiao.kernel.matters.rehearsal import Progress, Rehearsed, Span
    from shiqiao.kernel.routing.rules.table import Table

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The rules, YAML; see docs/how-to/routing.md.")]
Street = Annotated[int, typer.Option(help="Street, 9 digits; may be left out where there is only one.")]
Since = Annotated[str, typer.Option(help="First day of the past matters, YYYY-MM-DD.")]
Until = Annotated[str, typer.Option(help="Last day of the past matters, YYYY-MM-DD.")]
Last = Annotated[int, typer.Option(min=0, help="Only so many of the newest matters; 0 means all.")]
People = Annotated[str, typer.Option(help="Whose posts count: those of now, or then, when each matter was reported.")]
Unrouted = Annotated[bool, typer.Option("--fail-unrouted", help="Fail when the draft leaves a matter without anybody.")]
Unrehearsed = Annotated[
    bool, typer.Option("--unrehearsed", help="Publish although nobody rehearsed exactly these rules.")
]

routing_app = typer.Typer(no_args_is_help=True, help="Routing rules: rehearse, publish, show.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(routing_app, name="routing")


@routing_app.command()
def rehearse(
    ctx: typer.Context, file: File, street: Street = 0, since: Since = "", until: Until = "", last: Last = 0,
    people: People = "now", fail_unrouted: Unrouted = False,
) -> None:  # fmt: skip
    """Lead past matters by the rules of FILE and by those in force, and tell the difference; nothing is moved.

    Exit status 1 when the draft is not sound, or with --fail-unrouted when it leaves a matter without anybody.
    """
    from shiqiao.config.cli import answer, installation

    if people not in ("now", "then"):
        raise Invalid(fields={"people": "Write now or then."})
    with installation(ctx):
        number = _street(street)
        table, problems = _draft(file, number)
        found = None
        if not any(one.warning is False for one in problems):
            found = _tried(ctx, table, number, _span(since, until, last), people == "then")
        answer(ctx, _plain(problems, found), "\n".join([*map(_problem, problems), *(_report(found) if found else ())]))
    if found is None or (fail_unrouted and found.unrouted):
        raise typer.Exit(1)


@routing_app.command()
def publish(ctx: typer.Context, file: File, street: Street = 0, unrehearsed: Unrehearsed = False) -> None:
    """Publish the rules of FILE: every report from now on goes by them; running matters keep who has them."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db.scope import whole
        from shiqiao.base.time import now
        from shiqiao.kernel.matters.report import CHANNELS
        from shiqiao.kernel.routing.actions import publish_routing

        number, text = _street(street), file.read_text(encoding="utf-8")
        by = system("operator", street=number)
        with whole():
            row = publish_routing(street=number, text=text, channels=CHANNELS, by=by, at=now(), unrehearsed=unrehearsed)
    answer(ctx, {"street": number, "version": row.version}, f"Version {row.version} is in force.")


@routing_app.command()
def show(
    ctx: typer.Context, street: Street = 0, version: Annotated[int, typer.Option(help="A former one.")] = 0
) -> None:
    """Print the rules in force, or those of a former version, as they were written."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.db.scope import whole
        from shiqiao.kernel.routing import reads

        number = _street(street)
        with whole():
            rows = reads.versions(number)
            row = reads.version_of(number, version or (rows[0].version if rows else 0))
    value = {"street": number, "version": row.version, "published_at": row.published_at, "table": row.table}
    answer(
        ctx, value, f"# version {row.version}, {row.published_at:%Y-%m-%d}, by {row.published_by}\n{row.text}".rstrip()
    )


def _street(given: int) -> int:
    from shiqiao.kernel.people.reads import streets

    there = streets()
    if given in there:
        return given
    if given or len(there) != 1:
        named = ", ".join(map(str, there)) or "none"
        raise Invalid(fields={"street": "Name one of the streets set up here: {streets}."}, streets=named)
    return there[0]


def _draft(file: Path, street: int) -> "tuple[Table, list[Any]]":
    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.report import CHANNELS
    from shiqiao.kernel.routing.reads import problems_of
    from shiqiao.kernel.routing.rules.table import parse

    table = parse(file.read_text(encoding="utf-8"))
    with whole():
        return table, problems_of(table, street, now(), CHANNELS)


def _span(since: str, until: str, last: int) -> "Span":
    from datetime import timedelta

    from shiqiao.kernel.matters.rehearsal import Span

    first, end = _day("since", since), _day("until", until)
    return Span(first, end + timedelta(days=1) if end else None, last)


def _day(name: str, text: str) -> datetime | None:
    from django.conf import settings

    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    except ValueError:
        raise Invalid(fields={name: "Write the day like 2018-06-27."}) from None


def _tried(ctx: typer.Context, table: "Table", street: int, span: "Span", then: bool) -> "Rehearsed":
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.rehearsal import note, rehearse

    with whole(), _bar(hidden=ctx.obj.json) as progress:
        found = rehearse(table, street=street, span=span, at=now(), then=then, progress=progress)
        note(found, street=street, by=system("operator", street=street), at=now())
    return found


@contextmanager
def _bar(*, hidden: bool) -> "Iterator[Progress]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.completed:,.0f} matters"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        shown = bar.add_task("rehearsal", total=None)
        yield lambda rows: bar.update(shown, completed=rows)


def _problem(one: Any) -> str:
    return f"{'warning' if one.warning else 'WRONG'}: {one}"


def _report(found: "Rehearsed") -> list[str]:
    from shiqiao.kernel.matters.rehearsal import moves

    against = f"version {found.against}" if found.against else "no rules"
    lines = [f"{found.changed} of {found.matters} matters would go to somebody else than by {against}."]
    lines += [
        f"  {line.count:>7}  {before or 'nobody'} → {after or 'nobody'}  ({', '.join(line.numbers)})"
        for before, after, line in moves(found)
    ]
    lines.append(f"Unrouted: {found.unrouted} by the draft, {found.unrouted_now} by the rules in force.")
    for (number, reason, what), line in found.failing.items():
        why = f"rule {number}: {reason} {what}".rstrip() if number else "no place is known"
        lines.append(f"  {line.count:>7}  {why}  ({', '.join(line.numbers)})")
    lines += [f"Never used: rule {number} ({name})" for number, name in found.never_used]
    if found.matters:
        each = found.seconds / found.matters * 1e6
        lines.append(f"{each:.0f} µs a matter, the slowest {found.slowest * 1e6:.0f} µs ({found.slowest_number}).")
    return lines


def _plain(problems: list[Any], found: "Rehearsed | None") -> dict[str, Any]:
    from shiqiao.kernel.matters.rehearsal import moves

    said = [{"rule": p.number, "name": p.name, "code": p.code, "what": p.what, "warning": p.warning} for p in problems]
    value: dict[str, Any] = {"sound": found is not None, "problems": said}
    if found is None:
        return value
    return value | {
        "fingerprint": found.fingerprint, "against": found.against, "matters": found.matters, "changed": found.changed,
        "moved": [{"from": a, "to": b, "count": line.count, "matters": line.numbers} for a, b, line in moves(found)],
        "unrouted": found.unrouted, "unrouted_now": found.unrouted_now,
        "failing": [
            {"rule": number, "reason": reason, "what": what, "count": line.count, "matters": line.numbers}
            for (number, reason, what), line in found.failing.items()
        ],
        "used": dict(found.used), "never_used": [name for _, name in found.never_used],
        "microseconds": round(found.seconds / (found.matters or 1) * 1e6, 1), "slowest": round(found.slowest * 1e6, 1),
    }  # fmt: skip
