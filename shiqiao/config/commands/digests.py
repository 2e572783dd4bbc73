"""`shiqiao digests`: seals, lines and proofs for strangers, to be published or deposited."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shiqiao.base.actor import Ref

To = Annotated[Path, typer.Option(help="New file for seals and proofs, JSON.")]
Street = Annotated[int | None, typer.Option(help="One street (9 digits); left out: all.", show_default=False)]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day.", show_default=False)]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.", show_default=False)]
Matters = Annotated[
    list[str] | None, typer.Option("--matter", help="Also prove the lines of this matter; may be repeated.")
]
Lines = Annotated[
    list[str] | None, typer.Option("--line", help="Also prove one line, kind:id:number; may be repeated.")
]
Journal = Annotated[
    Path | None,
    typer.Option(
        help="Also write the sealed lines to this new file, for whoever may check all of them.", show_default=False
    ),
]
FORM = "Write a line as kind:id:number, such as matter:41:2."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="What a stranger needs to check that nothing was changed afterwards.")
    group.command()(export)
    app.add_typer(group, name="digests")


def export(
    ctx: typer.Context, to: To, street: Street = None, since: Since = None, until: Until = None,
    matter: Matters = None, line: Lines = None, journal: Journal = None,
) -> None:  # fmt: skip
    """Write the seals of closed days, with proofs for chosen lines; docs/how-to/verify_digest.py checks them anywhere.

    The seals tell nothing about anybody: publish them. A proof holds the line it proves; the journal holds codes and
    references of the whole office, so give it only to whoever may read it.
    """
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        found = _export(to, journal, street, _day(since), _day(until), matter or [], line or [])
    answer(ctx, found, f"{to}: {found['seals']} seals, {found['proofs']} proofs, {found['lines']} lines in the journal")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _export(
    to: Path, journal: Path | None, street: int | None, first: date | None, last: date | None, matters: list[str],
    lines: list[str],
) -> dict[str, Any]:  # fmt: skip
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.base.errors import NotFound
    from shiqiao.base.time import now
    from shiqiao.config.commands.verify import one_moment
    from shiqiao.kernel.journal import digests
    from shiqiao.kernel.journal.kept import note_digests

    with one_moment(), whole():
        seals = digests.seals_of(street, first, last)
        if not seals:
            raise NotFound("There is no seal in these days: a day is sealed after it has ended.")
        chosen = [*((_matter(number), None) for number in matters), *map(_line, lines)]
        proofs = [proof for subject, seq in chosen for proof in digests.proofs_of(subject, seq)]
        _refuse_outside(seals, proofs)
        with _new(to) as file:
            json.dump({"format": digests.DIGESTS, "seals": seals, "proofs": proofs}, file, ensure_ascii=False, indent=1)
        written = 0
        if journal:
            head = {"format": digests.JOURNAL, "seals": len(seals)}
            with _new(journal) as file:
                written = _write_lines(file, head, digests.sealed_lines(street, first, last))
    with whole():
        note_digests(
            street=street or 0, first=seals[0]["day"], last=max(seal["day"] for seal in seals), seals=len(seals),
            lines=written, by=system("digests"), at=now(),
        )  # fmt: skip
    return {"to": to, "seals": len(seals), "proofs": len(proofs), "lines": written}


def _refuse_outside(seals: list[dict[str, Any]], proofs: list[dict[str, Any]]) -> None:
    from shiqiao.base.errors import Invalid

    given = {(seal["street"], seal["day"]) for seal in seals}
    for one in proofs:
        if (one["street"], one["day"]) not in given:
            raise Invalid(
                "A line to be proven was sealed on {day}, which is not among the days exported.",
                fields={"since": "Take in {day}, or leave --since, --until and --street out."},
                day=one["day"],
            )


def _write_lines(file: IO[str], head: dict[str, Any], lines: Iterable[dict[str, Any]]) -> int:
    written = 0
    file.write(json.dumps(head) + "\n")
    for written, one in enumerate(lines, start=1):  # noqa: B007
        file.write(json.dumps(one, ensure_ascii=False) + "\n")
    return written


def _matter(number: str) -> "Ref":
    from shiqiao.base.actor import Ref
    from shiqiao.base.errors import NotFound
    from shiqiao.kernel.matters.models import Matter
    from shiqiao.kernel.matters.months import numbered
    from shiqiao.kernel.matters.store import KIND

    found = Matter.objects.filter(numbered(number)).values_list("id", flat=True).first()
    if found is None:
        raise NotFound("There is no matter {number}.", number=number)
    return Ref(KIND, found)


def _line(text: str) -> "tuple[Ref, int]":
    from shiqiao.base.actor import Ref
    from shiqiao.base.errors import Invalid

    try:
        subject, _, seq = text.rpartition(":")
        return Ref.parse(subject), int(seq)
    except ValueError:
        raise Invalid(fields={"line": FORM}) from None


@contextmanager
def _new(path: Path) -> Iterator[IO[str]]:
    """Write a new file whole or not at all; raises Conflict when it is there already, Invalid when it cannot be written."""
    from shiqiao.base.errors import Conflict, Invalid

    if path.exists():
        raise Conflict("{path} is there already.", fields={"to": "Name a new file."}, path=path)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise Invalid(fields={"to": "{path} cannot be written: {said}"}, path=path, said=error.strerror) from error
    finally:
        partial.unlink(missing_ok=True)
