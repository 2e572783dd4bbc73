"""Files that come with a report or a move: uploaded first, so that a refused form need not send them again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.matters.models import Matter
from shiqiao.surfaces.desk.records import KIND

MOST = 6  # files of one field
TOO_MANY = "At most 6 files can be sent at once; send the most telling ones."  # msgid
Files = tuple[tuple[str, str], ...]


def evidence_before(row: Matter) -> Files:
    """Return the photos from before that are there already: they count as evidence again."""
    return tuple(("before", one.sha256) for one in attachments_of(Ref(KIND, row.id)) if one.purpose == "before")


def keep(files: Sequence[Any], purpose: str, field: str, *, by: Actor) -> Files:
    """Store files until the report or move they are sent for; returns (purpose, hash) of each.

    Raises Invalid naming the field when one of them is not taken.
    """
    if len(files) > MOST:
        raise Invalid("", fields={field: TOO_MANY})
    sent = [
        store(
            file, name=file.name, subject=UPLOAD, purpose=purpose, street=by.street or 0, by=by, at=now(), field=field
        )
        for file in files
    ]
    return tuple((purpose, one.sha256) for one in sent)


def written(files: Iterable[tuple[str, str]]) -> str:
    """Write kept files into a hidden field: `before:hash after:hash`."""
    return " ".join(f"{purpose}:{sha}" for purpose, sha in files)


def read(text: str) -> Files:
    """Read `written` back; the kernel refuses hashes that this actor never sent."""
    pairs = [part.partition(":") for part in text.split()[: 4 * MOST]]
    return tuple((purpose, sha) for purpose, _sep, sha in pairs if sha)


class KeepsFiles:
    """For forms with files: what was sent once is kept, also when the form is refused. `sent` is a hidden field."""

    purposes: Mapping[str, str] = {}

    def take_files(self, by: Actor) -> None:
        """Store the files that came with this request and remember them in the field `sent`; call it on every POST."""
        form: Any = self
        form.full_clean()
        kept = list(form.kept)
        for name, purpose in self.purposes.items():
            try:
                kept += keep(form.files.getlist(name) if name in form.fields else [], purpose, name, by=by)
            except ShiqiaoError as error:
                form.add_action_error(error)
        form.data = form.data.copy()
        form.data["sent"] = written(dict.fromkeys(kept))

    @property
    def kept(self) -> Files:
        """Return the files that were sent so far."""
        return read(str(getattr(self, "data", {}).get("sent", "")))
