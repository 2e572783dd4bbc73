"""`shiqiao accounts`: logins with first passwords for a whole staff list, as slips to print and hand out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shiqiao.kernel.people.logins import Slip
    from shiqiao.kernel.territory.rules.reports import ImportReport

Street = Annotated[int, typer.Option(help="The 9-digit code of the street the people work in.")]
Staff = Annotated[
    Path | None,
    typer.Option("--staff", exists=True, dir_okay=False, help="Load this staff list first (as `import people` does)."),
]
Out = Annotated[
    Path | None, typer.Option("--out", dir_okay=False, help="Write the slips into this new xlsx file instead.")
]
Again = Annotated[bool, typer.Option("--again", help="Also those who got a first password and never signed in.")]
Logins = Annotated[
    list[str] | None, typer.Argument(help="Only these logins, whatever they use now.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(accounts)


def accounts(
    ctx: typer.Context,
    street: Street,
    logins: Logins = None,
    staff: Staff = None,
    out: Out = None,
    again: Again = False,
) -> None:
    """Give first passwords to all of a street who have none; each is told once and must be changed at the first sign-in.

    Nothing keeps the passwords: print the slips, hand them out, delete the file. With --staff, rows of the list that
    cannot be used are named; the people of the other rows get their slips all the same, and the exit status is 1.
    """
    from shiqiao.config.cli import answer, installation

    if out and out.exists():
        raise typer.BadParameter("The file is there already: name a new one.", param_hint="--out")
    with installation(ctx):
        report = _load(staff, street) if staff else None
        slips = _issue(ctx, street, logins or (), again)
        if out:
            _write(out, slips)
    answer(ctx, _plain(slips, report, out), _in_words(slips, report, out))
    if report and report.rejected:
        raise typer.Exit(1)


def _load(staff: Path, street: int) -> "ImportReport":
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.people.imports import import_people

    with scoped(street):
        return import_people(staff, street=street, by=system("accounts", street=street), at=now())


def _issue(ctx: typer.Context, street: int, logins: "list[str] | tuple[()]", again: bool) -> "list[Slip]":
    from rich.progress import Progress, TextColumn

    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.people.logins import issue_logins

    with Progress(TextColumn("{task.description}"), transient=True, disable=ctx.obj.json) as bar, scoped(street):
        shown = bar.add_task("")
        return issue_logins(
            street=street, usernames=logins, again=again, by=system("accounts", street=street), at=now(),
            progress=lambda number: bar.update(shown, description=f"{number}"),
        )  # fmt: skip


def _write(out: Path, slips: "list[Slip]") -> None:
    """Write the file for its owner only: it holds passwords."""
    from shiqiao.kernel.people.logins import workbook

    out.touch(mode=0o600, exist_ok=False)
    out.write_bytes(workbook(slips))


def _plain(slips: "list[Slip]", report: "ImportReport | None", out: Path | None) -> dict[str, Any]:
    rows = [{"login": slip.username, "name": slip.name, "password": "" if out else slip.password} for slip in slips]
    return {"slips": rows, "file": str(out) if out else None, "import": report.as_dict() if report else None}


def _in_words(slips: "list[Slip]", report: "ImportReport | None", out: Path | None) -> str:
    lines = [f"row {row.row}, {row.field}: {row.reason}" for row in report.rejected] if report else []
    if out:
        return "\n".join([*lines, f"{len(slips)} slips written to {out}: print them, hand them out, delete the file."])
    lines += [f"{slip.username:<16} {slip.password}  {slip.name} {slip.posts}" for slip in slips]
    return "\n".join([*lines, f"{len(slips)} first passwords, to be changed at the first sign-in."])
