"""`shiqiao keys`: the keys for personal data: which there are, a new one, and taking old ones out."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shiqiao.base.errors import Conflict

if TYPE_CHECKING:
    from shiqiao.config.cli import State

# Acts that began with the old key end within a minute; a long import may take longer, and is then found by the count.
SETTLED = timedelta(minutes=10)
Now = Annotated[bool, typer.Option("--now", help="Re-encrypt everything at once instead of leaving it to the worker.")]
Provider = Annotated[
    str, typer.Option(help="Provider of the new key: std (AES) or gm (SM4); left out: that of the installation.")
]
Key = Annotated[int, typer.Argument(help="Number of the old key.")]

keys_app = typer.Typer(no_args_is_help=True, help="Keys for personal data.")


@keys_app.callback()
def _group() -> None:
    """Keys for personal data."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(keys_app, name="keys")


@keys_app.command()
def status(ctx: typer.Context) -> None:
    """Show how many values stand on which key; exit status 0 also while re-encryption is under way."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx):
        from shiqiao.base.crypto import key_numbers
        from shiqiao.kernel.privacy.resealing import values_by_key

        (current, numbers), found = key_numbers(), values_by_key()
    totals = {number: sum(keys.get(number, 0) for keys in found.values()) for number in numbers}
    told = {"current": current, "keys": totals, "columns": found}
    lines = [f"key {number}{' (current)' if number == current else ''}: {totals[number]}" for number in numbers]
    waiting = [f"  {name}: {_old(keys, current)} on old keys" for name, keys in found.items() if _old(keys, current)]
    answer(ctx, told, "\n".join([*lines, *waiting]))


@keys_app.command()
def rotate(ctx: typer.Context, now: Now = False, provider: Provider = "") -> None:
    """Make a new key current. The worker then re-encrypts every sealed value, block by block, while the office works."""
    from shiqiao.base.crypto import rotated
    from shiqiao.base.db.secret_file import change_secrets
    from shiqiao.config.cli import answer, installation

    with installation(ctx) as state:
        from shiqiao.base.time import now as moment

        made = moment().isoformat()
        secrets = change_secrets(state.data, lambda held: rotated(held, provider=provider, made=made))
        moved = _move_all() if now else None
    said = [f"key {secrets['current']} is current; back up secrets.json now"]
    said.append("the worker re-encrypts" if moved is None else f"{moved} values re-encrypted")
    answer(ctx, {"current": secrets["current"], "moved": moved}, "\n".join(said))


@keys_app.command()
def retire(ctx: typer.Context, number: Key) -> None:
    """Take an old key out of secrets.json; refused while any value stands on it. Backups made before still need it."""
    from shiqiao.config.cli import answer, installation

    with installation(ctx) as state:
        left = _take_out(state, number)
    answer(ctx, {"retired": number, "keys": left}, f"key {number} is retired; left: {', '.join(map(str, left))}")


def _take_out(state: "State", number: int) -> list[int]:
    from django.db import transaction

    from shiqiao.base.crypto import KeysUnusable, key_numbers, without
    from shiqiao.base.db.scope import whole
    from shiqiao.base.db.secret_file import change_secrets, read_secrets
    from shiqiao.kernel.privacy.errors import KeyInUse
    from shiqiao.kernel.privacy.resealing import begin_again, make_sure_unused

    held = read_secrets(state.data)
    if number not in key_numbers()[1]:
        raise KeysUnusable(reason=f"there is no key {number}")
    without(held, number)  # refuses the current one
    _settled(held)
    try:
        with whole(), transaction.atomic():
            make_sure_unused(number)
            change_secrets(state.data, lambda there: without(there, number))
    except KeyInUse:
        with whole():
            begin_again()
        raise
    return key_numbers()[1]


def _settled(held: dict[str, Any]) -> None:
    """Refuse shortly after a rotation: an act that began before may still write with the old key."""
    from shiqiao.base.time import now

    made = held.get("made", {}).get(str(held["current"]), "")
    if made and now() < datetime.fromisoformat(made) + SETTLED:
        raise Conflict(
            "The current key is younger than ten minutes. Wait: acts that began before may still use the old one."
        )


def _move_all() -> int:
    from rich.progress import Progress

    from shiqiao.base.crypto import key_numbers
    from shiqiao.base.time import now
    from shiqiao.kernel.privacy.resealing import move_block, values_by_key

    current, moved = key_numbers()[0], 0
    total = sum(_old(keys, current) for keys in values_by_key().values())
    with Progress(transient=True) as bar:
        task = bar.add_task("re-encrypt", total=total)
        while not (step := move_block(at=now())).done:
            moved += step.values
            bar.update(task, completed=moved)
    return moved


def _old(keys: Any, current: int) -> int:
    return sum(count for number, count in keys.items() if number != current)
