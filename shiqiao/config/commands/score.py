"""`shiqiao score`: count scores now, show a table of them, prove that closed months come out the same."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiqiao.base.errors import Invalid, NotFound
from shiqiao.config.commands.lake import in_words

if TYPE_CHECKING:
    from shiqiao.kernel.scoring.recount import Recounted
    from shiqiao.kernel.scoring.rules import Score

Kind = Annotated[str, typer.Argument(help="Whose scores are shown: grid, person, community, unit or street.")]
Month = Annotated[str, typer.Argument(help="The month, YYYY-MM; left out: the present one.")]
Street = Annotated[int, typer.Option(help="Street, 9 digits; left out: all streets.")]
Engine = Annotated[
    str,
    typer.Option(help="Count on postgres (the records), duckdb or spark (files of the lake); left out: as kept."),
]
Place = Annotated[
    str, typer.Option("--lake", help="Folder or s3:// address of the lake; left out: lake in the data folder.")
]
Master = Annotated[str, typer.Option(help="Spark master, such as spark://host:7077; left out: this machine.")]
Prove = Annotated[bool, typer.Option("--prove", help="Count closed months once more and compare; writes nothing.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(score)


def score(
    ctx: typer.Context, kind: Kind = "", month: Month = "", street: Street = 0, prove: Prove = False,
    engine: Engine = "", lake: Place = "", master: Master = "",
) -> None:  # fmt: skip
    """Count all scores anew from the records; with KIND show the table of a month; with --prove compare closed months.

    Nothing has to be counted by hand: the worker follows the work by itself, and counts all anew each night. Do it after a
    large import, or after another version of the indicators was published.

    With --prove every closed month is counted once more from the records as they stand. What was kept when it was closed,
    with the corrections booked since, must come out to the last digit, and the rows kept must add up to the counts shown.
    Exit status 1 when anything differs; each difference is named.

    With --engine the table of KIND and MONTH is counted anew by another engine from the same definitions, and is the same
    to the last digit. duckdb and spark count the lake, as of when it was written (shiqiao lake write).
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        streets = _streets(street)
        if prove:
            value, text, right = _proved(streets)
        elif kind:
            with in_words(lake):
                value, text, right = *_shown(kind, month, streets, _by(engine, lake, master)), True
        else:
            value, text, right = *_counted(streets), True
    answer(ctx, value, text)
    if not right:
        raise typer.Exit(1)


def _streets(wanted: int) -> list[int]:
    from shiqiao.kernel.scoring.reads import published

    known = sorted(published())
    if wanted and wanted not in known:
        raise NotFound(fields={"street": "This street has no indicators here; give the 9-digit code of one that has."})
    return [wanted] if wanted else known


# ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _counted(streets: list[int]) -> tuple[Any, str]:
    from time import monotonic

    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.scoring import actions, reads

    began, found = monotonic(), []
    for one in streets:
        with scoped(one):
            edge = reads.open_since(one)
        if edge is not None:
            actions.order(street=one, since=edge, at=now())
            found.append({"street": one, "since": str(edge)})
    steps = actions.reckon(at=now())
    seconds = round(monotonic() - began, 1)
    lines = [f"{one['street']}: counted from {one['since']} on" for one in found]
    lines.append(f"{steps} parts in {seconds} s.")
    return {"streets": found, "parts": steps, "seconds": seconds}, "\n".join(lines)


# ── showing ────────────────────────────────────────────────────────────────────────────────────────────────────────


Counter = Callable[[int, str, date, date], "list[Score]"]


def _by(engine: str, lake: str, master: str) -> "Counter | None":
    """Return what counts scores on another engine; None for the usual way. Nothing of it is imported before."""
    if not engine:
        return None
    known = ("postgres", "duckdb", "spark")
    if engine not in known:
        raise Invalid(fields={"engine": "Write one of {known}."}, known=", ".join(known))
    from shiqiao.base.time import now

    try:
        from shiqiao.kernel.lake.counting import scores_by
        from shiqiao.kernel.lake.engines import engine as chosen

        counts = chosen(engine, lake=lake, master=master, at=now())
    except ImportError as missing:
        raise Invalid(
            "Counting on {engine} needs {name}, which is not installed. Install shiqiao with the extra {extra}.",
            engine=engine, name=missing.name, extra="spark" if engine == "spark" else "lake",
        ) from None  # fmt: skip
    return lambda street, kind, since, until: scores_by(counts, street, kind, since, until, at=now())


def _shown(kind: str, month: str, streets: list[int], counter: "Counter | None" = None) -> tuple[Any, str]:
    from shiqiao.base.db.scope import scoped
    from shiqiao.kernel.scoring import reads
    from shiqiao.kernel.scoring.rules import SUBJECTS, month_before, next_month

    if kind not in SUBJECTS:
        raise Invalid(fields={"kind": "Write one of {known}."}, known=", ".join(SUBJECTS))
    since = _first_day(month)
    until, tables = next_month(since), []
    for one in streets:
        with scoped(one):
            scores = counter or reads.scores
            former = {was.subject: was.rank for was in scores(one, kind, month_before(since), since)}
            rows = [_row(was, kind, former.get(was.subject, 0)) for was in scores(one, kind, since, until)]
            closed = reads.closed(one, since, until) is not None
        tables.append({"street": one, "kind": kind, "month": f"{since:%Y-%m}", "closed": closed, "scores": rows})
    return tables, "\n".join(line for one in tables for line in _lines(one))


def _first_day(month: str) -> date:
    from django.utils.timezone import localdate

    from shiqiao.base.time import now

    try:
        return date.fromisoformat(f"{month}-01") if month else localdate(now()).replace(day=1)
    except ValueError:
        raise Invalid(fields={"month": "Write the month as YYYY-MM."}) from None


def _row(one: "Score", kind: str, former: int) -> dict[str, Any]:
    return {
        "subject": one.subject, "title": _title(kind, one.subject), "rank": one.rank or None,
        "total": None if one.total is None else str(one.total),
        "moved": former - one.rank if former and one.rank else None, "held_down_by": one.capped or None,
        "indicators": {line.code: {"hits": line.n, "of": line.d, "few": line.small} for line in one.lines},
    }  # fmt: skip


def _title(kind: str, subject: int) -> str:
    from shiqiao.kernel.people import reads as people
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.territory import reads as territory

    if kind == "person":
        return Account.objects.filter(pk=subject).values_list("display_name", flat=True).first() or str(subject)
    if kind == "unit":
        return people.unit(subject).title_zh if subject else "-"
    above = territory.title(subject // 1000) if kind == "grid" and subject else ""
    name = territory.title(subject) if subject else ""
    return f"{above} {name}".strip() or "-"


def _lines(table: dict[str, Any]) -> Iterable[str]:
    state = "closed" if table["closed"] else "open"
    yield f"{table['street']} {table['kind']} {table['month']} ({state})"
    for one in table["scores"]:
        moved = f"{one['moved']:+d}" if one["moved"] else "=" if one["moved"] == 0 else ""
        yield f"{one['rank'] or '-':>4} {moved:>4} {one['total'] or '-':>7}  {one['subject']}  {one['title']}"
    if not table["scores"]:
        yield "  nothing was counted in this month"


# ── proving ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _proved(streets: list[int]) -> tuple[Any, str, bool]:
    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.kernel.scoring.proof import check_scores
    from shiqiao.kernel.scoring.recount import away, recount

    found = [(street, one) for street in streets for one in recount(street, at=now())]
    wrong = [(street, one) for street, one in found if not one.holds]
    with whole():
        findings = [str(one) for one in check_scores()]
    months = len({(street, one.starts) for street, one in found})
    lines = [*(_difference(street, one) for street, one in wrong), *findings]
    right = not lines
    said = "the same to the last digit" if right else f"{len(lines)} differences"
    value = {"ok": right, "months": months, "figures": len(found), "differences": lines}
    told = [*lines, f"{months} closed months, {len(found)} figures: {said}."]
    if left := [f"{street} {starts:%Y-%m}" for street in streets for starts in away(street)]:
        value["archived"] = left
        told.append(f"Not counted anew, since matters of theirs lie in the archive: {', '.join(left)}.")
    return value, "\n".join(told), right


def _difference(street: int, one: "Recounted") -> str:
    kept, booked, now = (f"{hits}/{of}" for hits, of in (one.kept, one.booked, one.now))
    return f"{street} {one.starts:%Y-%m} {one.indicator}: kept {kept}, booked since {booked}, counted now {now}"
