"""`shiqiao restore`: a backup into an empty place, proven afterwards."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from shiqiao.config.keeping.after import Settled

File = Annotated[Path, typer.Argument(help="The backup.")]
Into = Annotated[Path, typer.Option(help="New data folder; it must not exist yet, or be empty.")]
Keys = Annotated[Path, typer.Option(help="The escrow that `shiqiao backup keys` has written.")]
Words = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="File whose first line is the passphrase; else asked.", show_default=False),
]
Erasures = Annotated[
    Path | None,
    typer.Option(
        help="erasures.jsonl saved from the former place, when it is newer than all backups.", show_default=False
    ),
]
NoVerify = Annotated[bool, typer.Option("--no-verify", help="Do not prove the restored place.")]
UNPROVEN = "NOT VERIFIED: nothing was proven. Run `shiqiao verify` before anybody works here."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(restore)


def restore(
    ctx: typer.Context, file: File, into: Into, keys: Keys, passphrase_file: Words = None, erasures: Erasures = None,
    no_verify: NoVerify = False,
) -> None:  # fmt: skip
    """Restore a backup into an empty place, erase again what was erased since, and prove the result.

    With DATABASE_URL the tables go into that server, which must not have the database yet or have it empty. Everybody has
    to sign in again, screens are paired anew, and what may have left the house already waits for a person's look.
    """
    from shiqiao.config.cli import answer
    from shiqiao.config.commands.backup import open_keys, progress
    from shiqiao.config.keeping.restore import refuse_taken, restored
    from shiqiao.config.runtime import bring_up_to_date

    into = into.absolute()
    refuse_taken(into)
    escrow = open_keys(keys, passphrase_file)
    with progress() as report, restored(file.absolute(), into, escrow, erasures=erasures, report=report) as (found, at):
        bring_up_to_date(at, into)
        done, findings = _settled(found, at, into, prove=not no_verify)
    said = {
        "into": into, "made_at": found.about["made_at"], "lines": found.about["lines"], "rows": found.manifest["rows"],
        "attachments": found.attachments, "lacking": found.manifest["lacking"], "erased": done.erased, "held": done.held,
        "screens": done.screens, "tokens": done.tokens, "verified": not no_verify, "findings": findings,
    }  # fmt: skip
    answer(ctx, said, _in_words(said, done))
    if findings or said["lacking"]:
        raise typer.Exit(1)


def _settled(found: Any, database: Any, into: Path, *, prove: bool) -> tuple["Settled", list[str]]:
    """Set Django up on the restored place, do what follows, and prove it; returns the findings."""
    from shiqiao.config.keeping.after import settle
    from shiqiao.config.runtime import connect_data, environment, variables

    with variables(**environment(into, database)), connect_data(into):
        from shiqiao.base.time import now
        from shiqiao.config.commands.verify import everything

        done = settle(found, into, at=now())
        return done, [str(one) for one in everything()] if prove else []


def _in_words(said: dict[str, Any], done: "Settled") -> str:
    lines = [
        f"{said['into']}: as of {said['made_at']}, {said['lines']} journal lines, {said['attachments']} attachments.",
        f"Erased again: {done.erased}. Everybody signs in anew; {done.screens} screens are to be paired anew.",
    ]
    lines += [f"Waiting for a look: {count} × {name}" for name, count in done.held.items() if count]
    if done.tokens:
        lines.append(f"Tokens that act again; revoke those that were revoked since: {', '.join(done.tokens)}")
    if said["lacking"]:
        lines.append(f"Not in the backup: {len(said['lacking'])} attachments, {', '.join(said['lacking'][:5])}")
    if not said["verified"]:
        lines.append(UNPROVEN)
    elif said["findings"]:
        lines += [
            *said["findings"][:50],
            f"{len(said['findings'])} findings: do not work here before they are explained.",
        ]
    else:
        lines.append("verified: chains, seals, state and commitments hold")
    return "\n".join(lines)
