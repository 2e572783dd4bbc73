"""What the actions of the secretary's projects share: locks and entries."""

from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.scenes.party.leading import Files, note, seal, take_files
from shiqiao.scenes.party.secretary import rights
from shiqiao.scenes.party.secretary.errors import StepNotSo
from shiqiao.scenes.party.secretary.tables import SecretaryEntry, SecretaryProject, SecretaryStep

PROJECT, VISIT = "secretary_project", "study_visit"
EVIDENCE = ("deliverable", "guarantee", "mark")


def code_of(kind: str) -> str:
    """Return the code of the journal under which an entry is written."""
    return {
        "deliverable": "party.secretary_evidenced", "guarantee": "party.secretary_evidenced",
        "mark": "party.secretary_evidenced",
        "asked": "party.secretary_gate_asked", "passed": "party.secretary_gate_passed",
        "refused": "party.secretary_gate_refused", "part": "party.secretary_part_told", "stopped": "party.secretary_stopped",
    }[kind]  # fmt: skip


def lock(project: int, by: Actor, *, running: bool = True) -> SecretaryProject:
    """Lock a project that the actor sees; raises NotFound, StepNotSo for one that is over."""
    condition = rights.seen(by)
    row = (
        None
        if condition is None
        else SecretaryProject.objects.select_for_update().filter(condition, pk=project).first()
    )
    if row is None:
        raise NotFound
    if running and row.state != "running":
        raise StepNotSo
    return row


def step_now(row: SecretaryProject) -> SecretaryStep:
    """Return the step that is open or waits for its gate; raises StepNotSo when none is."""
    found = SecretaryStep.objects.select_for_update().filter(project=row.pk, state__in=("open", "asked")).first()
    if found is None:
        raise StepNotSo
    return found


def enter(
    row: SecretaryProject, kind: str, *, by: Actor, at: datetime, step: str = "", code: str = "", text: str = "",
    files: Files = (), about: Ref | None = None, **data: Any
) -> SecretaryEntry:  # fmt: skip
    """Write an entry with its files, and its line of the journal."""
    subject = Ref(PROJECT, row.pk)
    kept = take_files(files, subject, row.street, by, at)
    entry = SecretaryEntry.objects.create(
        street=row.street, project=row.pk, step=step, kind=kind, code=code, text=seal(text), files=kept,
        about_kind=about.kind if about else "", about_id=about.id if about else 0, account=by.account or 0, at=at,
    )  # fmt: skip
    note(code_of(kind), subject, row.street, by, at, entry=entry.pk, step=step, of=code, files=kept,
         about=str(about) if about else None, **data)  # fmt: skip
    return entry
