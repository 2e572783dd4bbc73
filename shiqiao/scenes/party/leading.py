"""What the secretary's projects, the front teams and the honours share: sealed words, the journal, who is of the office."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.text import written as clean_text
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.people import reads as people

SEAL = "party"  # binds what is sealed here to the tables of this scene
TEXT_MOST = 800
Files = Sequence[tuple[str, str]]
LEADS = frozenset({"leader", "system"})


def seal(text: str) -> bytes | None:
    """Encrypt what may name persons."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str = "words", sentence: str = "", most: int = TEXT_MOST) -> str:
    """Return what was written, cleaned; raises Invalid under `name` with `sentence` when it is needed and nothing was."""
    return clean_text(text, name, sentence, most=most, error=Invalid)


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def take_files(files: Files, subject: Ref, street: int, by: Actor, at: datetime) -> list[str]:
    """Make files that were sent those of a subject; returns their hashes."""
    if files:
        adopt(files, subject=subject, street=street, by=by, at=at, field="file")
    return [sha for _purpose, sha in files]


def official(actor: Actor) -> bool:
    """Tell whether an actor is of a street's office."""
    return actor.street is not None and actor.kind in ("account", "system")


def leads(actor: Actor) -> bool:
    """Tell whether an actor leads the street."""
    return official(actor) and bool(actor.roles & LEADS)


def own_posts(actor: Actor) -> set[int]:
    """Return the posts of the offices in which an actor holds or stands in for a post."""
    units = set()
    for number in actor.reach.posts:
        try:
            units.add(people.post(number).unit)
        except NotFound:
            continue
    return {row.id for row in people.posts(actor.street or 0) if row.unit in units}


def holds_post(actor: Actor, post: int) -> bool:
    """Tell whether an actor holds a post, or stands in for its holder."""
    return post in actor.reach.posts


def holder(post: int, at: datetime) -> int:
    """Return the account that acts for a post, 0 for nobody."""
    return people.holder_of(post, at).account or 0


def accounts_of(street: int, at: datetime) -> Mapping[int, int]:
    """Return the accounts of those who hold posts of a street, with the first of their posts."""
    found: dict[int, int] = {}
    for row in people.posts(street):
        account = people.holder_of(row.id, at).account
        if account:
            found.setdefault(account, row.id)
    return found
