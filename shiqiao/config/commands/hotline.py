"""`shiqiao hotline …`: orders of 12345 by file, letters for uploading, reconciliation, rates."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

hotline_app = typer.Typer(no_args_is_help=True, help="The exchange with the city's hotline 12345 (scene `hotline`).")
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Table of 12345: xlsx, xls or csv.")]
Street = Annotated[int, typer.Option("--street", help="The street, 9 digits.", min=100_000_000, max=999_999_999)]
Whole = Annotated[bool, typer.Option("--all-or-nothing", help="Load nothing when a single row cannot be used.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="A day: 2018-06-01.")]
SHOWN = 200  # rows named in the terminal; --json has all


def register(app: typer.Typer) -> None:
    """Add the group."""
    if not hotline_app.registered_commands:
        hotline_app.command("import")(import_orders)
        hotline_app.command("export-letters")(export_letters)
        hotline_app.command()(reconcile)
        hotline_app.command()(rates)
    app.add_typer(hotline_app, name="hotline")


@contextmanager
def _scene(ctx: typer.Context) -> Iterator[None]:
    """Open the installation; refuse when the scene is off."""
    from shiqiao.base.errors import Unavailable
    from shiqiao.config.cli import installation

    with installation(ctx):
        from django.apps import apps

        if not apps.is_installed("shiqiao.scenes.hotline"):
            raise Unavailable("The scene hotline is off; add it to SHIQIAO_SCENES.")
        yield


def import_orders(ctx: typer.Context, file: File, street: Street, all_or_nothing: Whole = False) -> None:
    """Take orders in from a table; the same table again loads nothing twice.

    Headings are those of the street's mapping (docs/how-to/hotline.md). Exit status 1 when a row was rejected or an
    order was changed upstream; each is named with number and reason.
    """
    from shiqiao.config.cli import answer

    with _scene(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.time import now
        from shiqiao.scenes.hotline import intake, tables
        from shiqiao.scenes.hotline.exchange import mapping_of

        rows = tables.read_orders(file, mapping_of(street), now())
        by = system("hotline", street=street)
        found = intake.take_in_orders(rows=rows, street=street, by=by, at=now(), all_or_nothing=all_or_nothing)
        named = [_named(one) for one in found.of("rejected", "changed")]
    counts = found.tally.counts
    said = f"{found.tally.rows} rows: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + "."
    answer(ctx, {"rows": found.tally.rows, **counts, "named": named}, "\n".join([said, *map(_line, named[:SHOWN])]))
    if counts["rejected"] or counts["changed"]:
        raise typer.Exit(1)


def _named(one: Any) -> dict[str, Any]:
    from shiqiao.scenes.hotline.words import said

    wrong = {name: said(why) for name, why in one.wrong.items()}
    return {"row": one.row, "number": one.number, "verdict": one.verdict, "fields": wrong}


def _line(one: dict[str, Any]) -> str:
    why = (
        "; ".join(f"{name}: {reason}" for name, reason in one["fields"].items()) or "other content than the order here"
    )
    return f"row {one['row']} {one['number']}: {one['verdict']}: {why}"


def export_letters(
    ctx: typer.Context, street: Street,
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="File to write, xlsx.")] = Path("letters.xlsx"),
) -> None:  # fmt: skip
    """Put the waiting letters into a table for uploading; confirm it on the page Letters once it is uploaded."""
    from shiqiao.config.cli import answer

    with _scene(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.db import scope
        from shiqiao.base.time import now
        from shiqiao.scenes.hotline import letters, reads

        with scope.scoped(street):
            made = letters.export_letters(street=street, by=system("hotline", street=street), at=now())
            if made:
                out.touch(mode=0o600)
                out.write_bytes(letters.export_table(reads.letters_in(made.id)))
    count = made.letters if made else 0
    told = f"{count} letters → {out}" if made else "No letter waits."
    answer(ctx, {"letters": count, "export": made.id if made else None, "file": str(out) if made else None}, told)


def reconcile(ctx: typer.Context, file: File, street: Street, since: Day, until: Day) -> None:
    """Compare their list of orders with ours for the days since..until; exit status 1 when something differs."""
    from shiqiao.config.cli import answer

    zone = ZoneInfo("Asia/Shanghai")
    first, last = (datetime.combine(day.date(), time(), zone) for day in (since, until + timedelta(days=1)))
    with _scene(ctx):
        from shiqiao.base.actor import system
        from shiqiao.base.time import now
        from shiqiao.scenes.hotline.reconcile import reconcile as compare

        by = system("hotline", street=street)
        run, wrong = compare(path=file, since=first, until=last, street=street, by=by, at=now())
    said = [f"{run.rows} orders in their list: {sum(run.counts.values())} differences."]
    said += [f"{kind}: {count}" for kind, count in run.counts.items()]
    said += [f"row {row}: {'; '.join(map(str, why.values()))}" for row, why in wrong.items()]
    unread = {row: {name: str(why) for name, why in fields.items()} for row, fields in wrong.items()}
    answer(ctx, {"run": run.id, "rows": run.rows, "differences": run.counts, "rejected": unread}, "\n".join(said))
    if run.counts or wrong:
        raise typer.Exit(1)


def rates(
    ctx: typer.Context, street: Street, month: Annotated[str, typer.Option(help="2018-06; left out: this month.")] = "",
) -> None:  # fmt: skip
    """Reckon the three rates of a month, ours beside 12345's, each with its two numbers."""
    from shiqiao.config.cli import answer

    with _scene(ctx):
        from shiqiao.base.db import scope
        from shiqiao.base.time import now
        from shiqiao.kernel.territory.reads import title
        from shiqiao.scenes.hotline import rating

        name, since, until = rating.month_of(month, now())
        with scope.scoped(street):
            found = rating.groups(rating.street_standings(street, since, until, now()), street)
            rows = [_rates(one, title(one.key) if one.kind != "unit" else "") for one in found]
    said = [f"{name}: {row['kind']} {row['title'] or row['key']}, {row['orders']} orders: {_told(row)}" for row in rows]
    answer(ctx, {"month": name, "groups": rows}, "\n".join(said) or f"{name}: no orders.")


def _rates(one: Any, title: str) -> dict[str, Any]:
    from shiqiao.scenes.hotline.rates import RATES

    sides = {
        side: {name: [float(getattr(found, name).n), getattr(found, name).d] for name in RATES}
        for side, found in (("ours", one.ours), ("theirs", one.theirs))
    }
    return {"kind": one.kind, "key": one.key, "title": title, "orders": one.orders, **sides}


def _told(row: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {row['ours'][name][0]:g}/{row['ours'][name][1]} (12345: {n:g}/{d})"
        for name, (n, d) in row["theirs"].items()
    )
