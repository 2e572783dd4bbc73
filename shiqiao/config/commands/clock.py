"""`shiqiao clock explain`: why is it due then? For a term that one tries out, or for the clocks of a matter."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from shiqiao.base.errors import Invalid, NotFound

if TYPE_CHECKING:
    from shiqiao.kernel.clocks.rules import Step, WorkCalendar

Number = Annotated[int | None, typer.Argument(help="Number of a matter: explains its clocks.", show_default=False)]
Start = Annotated[str, typer.Option(help='When the clock starts, like "2018-06-27 23:50" (local time).')]
Term_ = Annotated[
    str, typer.Option("--term", help="4wh 5wd (working hours, days), 24ch 7cd (clock, calendar) or same_day.")
]
Street = Annotated[int, typer.Option(help="Go by this street's calendar; left out: by the built-in holidays.")]

clock_app = typer.Typer(no_args_is_help=True, help="Terms and clocks.")


@clock_app.callback()
def _group() -> None:
    """Terms and clocks."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(clock_app, name="clock")


@clock_app.command()
def explain(ctx: typer.Context, number: Number = None, start: Start = "", term: Term_ = "", street: Street = 0) -> None:
    """Explain a due time step by step: of the clocks of a matter (NUMBER), or of a term tried out (--start, --term)."""
    from shiqiao.config.cli import answer

    if number is not None:
        found = _of_matter(ctx, number)
        answer(ctx, {"clocks": found}, "\n\n".join(_page(one, str(one["title"])) for one in found))
        return
    missing = {
        name: "Give a matter's number, or both --start and --term."
        for name, v in (("start", start), ("term", term))
        if not v
    }
    if missing:
        raise Invalid(fields=missing)
    tried = _tried(ctx, start, term, street)
    answer(ctx, tried, _page(tried))


def _tried(ctx: typer.Context, start: str, term: str, street: int) -> dict[str, Any]:
    from shiqiao.kernel.clocks.plain import seeded
    from shiqiao.kernel.clocks.rules import Term, due

    wanted = Term.parse(term)
    with _calendar(ctx, street) if street else _offline(seeded()) as (cal, say):
        found = due(cal, _moment(start, cal.tz), wanted)
        warning = say(found.warning) if found.warning else None
        told = {"start": _moment(start, cal.tz), "term": str(wanted), "due": found.at.astimezone(cal.tz)}
        return _plain(told, cal) | {"warning": warning, "steps": _steps(found.steps, say)}


def _of_matter(ctx: typer.Context, number: int) -> list[dict[str, Any]]:
    from shiqiao.config.cli import installation

    with installation(ctx):
        from shiqiao.base.actor import Ref
        from shiqiao.base.db.scope import whole
        from shiqiao.kernel.clocks import reads

        with whole(), _speaking() as say:
            from shiqiao.kernel.matters.models import Matter
            from shiqiao.kernel.matters.months import numbered

            row = Matter.objects.filter(numbered(str(number))).first()
            clocks = reads.clocks_of(Ref("matter", row.id)) if row else []
            if not clocks:
                raise NotFound("There is no matter {number} with a clock.", number=number)
            return [
                {"title": f"{clock.name} {clock.run}", "name": clock.name, "run": clock.run}
                | _plain({"start": clock.started_at, "term": clock.term, "due": clock.due_at}, cal)
                | {"stopped": clock.stopped_at and clock.stopped_at.isoformat(), "late": clock.late}
                | {"steps": _steps(reads.explain(clock), say)}
                for clock in clocks
                for cal in [reads.calendar_for(clock.street, clock.calendar)]
            ]


def _plain(told: dict[str, Any], cal: "WorkCalendar") -> dict[str, Any]:
    moments = {k: v.astimezone(cal.tz).isoformat() if isinstance(v, datetime) else v for k, v in told.items()}
    return moments | {"calendar": {"place": cal.place, "version": cal.version}}


def _steps(steps: "list[Step]", say: "Callable[[Step], str]") -> list[dict[str, Any]]:
    return [{**step.to_dict(), "text": say(step)} for step in steps]


def _page(told: dict[str, Any], title: str = "") -> str:
    lines = [f"{number}. {step['text']}" for number, step in enumerate(told["steps"], 1)]
    return "\n".join([title, *lines] if title else lines)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Invalid(fields={"start": "Write the time like 2018-06-27 23:50."}) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@contextmanager
def _calendar(ctx: typer.Context, street: int) -> "Iterator[tuple[WorkCalendar, Callable[[Step], str]]]":
    from shiqiao.config.cli import installation

    with installation(ctx):
        from shiqiao.base.db.scope import whole
        from shiqiao.kernel.clocks.reads import calendar_for

        with whole(), _speaking() as say:
            yield calendar_for(street), say


@contextmanager
def _offline(cal: "WorkCalendar") -> "Iterator[tuple[WorkCalendar, Callable[[Step], str]]]":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    django.setup()  # for the translations; no database is asked
    with _speaking() as say:
        yield cal, say


@contextmanager
def _speaking() -> "Iterator[Callable[[Step], str]]":
    """Speak the language of the terminal: Chinese when it is a Chinese one, else English."""
    from django.utils.translation import gettext, override

    from shiqiao.kernel.clocks.rules import tell

    terminal = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    with override("zh-hans" if terminal.lower().startswith("zh") else "en"):
        yield lambda step: tell(step, gettext)
