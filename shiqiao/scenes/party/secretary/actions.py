"""Carrying a secretary's project on: parts of the parties, evidence, the gate of each step."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.party.leading import Files, seal, written
from shiqiao.scenes.party.secretary import reads, rights
from shiqiao.scenes.party.secretary.errors import GateLacks, GateNotYours, StepNotSo
from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.scenes.party.secretary.store import EVIDENCE, PROJECT, enter, lock, step_now
from shiqiao.scenes.party.secretary.tables import SecretaryPart, SecretaryProject, SecretaryStep


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence: of what (a deliverable, guarantee or mark by its code), words, files, a record of another field."""

    kind: str
    code: str
    words: str = ""
    files: Files = ()
    about: Ref | None = None


@transaction.atomic
def tell_part(*, project: int, step: str, party: str, words: str, by: Actor, at: datetime) -> SecretaryPart:
    """Write what a party does in a step; a later word replaces the former one. Locks the project."""
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        rights.refuse(by, row)
        held = rules_of(row.street, row.version)
        if held.step(step) is None:
            raise Invalid(fields={"step": "Choose a step."})
        if party not in {one.code for one in held.parties}:
            raise Invalid(fields={"party": "Choose a party."})
        text = written(words, "words", "Write what this party does in the step.", 300)
        part, _new = SecretaryPart.objects.update_or_create(
            project=row.pk, step=step, party=party,
            defaults={"street": row.street, "text": seal(text), "account": by.account or 0, "at": at},
        )  # fmt: skip
        enter(row, "part", by=by, at=at, step=step, code=party)
        return part


@transaction.atomic
def add_evidence(*, project: int, proof: Proof, by: Actor, at: datetime) -> SecretaryProject:
    """Add evidence: words with a file, or with a record of another field that the actor may see. Locks the project."""
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        rights.refuse(by, row)
        held = rules_of(row.street, row.version)
        if proof.kind not in EVIDENCE or proof.code not in held.codes(proof.kind):
            raise Invalid(fields={"code": "Choose what it is evidence of."})
        text = written(proof.words, "words", "Write what the evidence shows.")
        if proof.about and not show(by, [proof.about]):
            raise Invalid(fields={"about": "Name a record that is there and that you may see."})
        if not (proof.files or proof.about):
            raise Invalid(fields={"file": "Add a file, or name a record of another field."})
        step = next((one.code for one in held.steps if proof.code in {d.code for d in one.deliverables}), "")
        enter(row, proof.kind, by=by, at=at, step=step if proof.kind == "deliverable" else "", code=proof.code, text=text,
              files=proof.files, about=proof.about)  # fmt: skip
        return row


@transaction.atomic
def ask_gate(*, project: int, words: str = "", by: Actor, at: datetime) -> SecretaryStep:
    """Ask to pass the step that is open. Raises GateLacks naming what is lacking. Locks the project and its step."""
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        rights.refuse(by, row)
        step = step_now(row)
        if step.state != "open":
            raise StepNotSo
        _refuse_lacking(row, step)
        step.state, step.asked_at, step.asked_by = "asked", at, by.account or 0
        step.decided_at, step.decided_by = None, 0
        step.save()
        enter(row, "asked", by=by, at=at, step=step.code, text=written(words))
        notify(street=row.street, post=row.decider, account=None, kind="party.secretary_gate_asked",
               subject=Ref(PROJECT, row.pk), at=at)  # fmt: skip
        return step


def _refuse_lacking(row: SecretaryProject, step: SecretaryStep) -> None:
    held = rules_of(row.street, row.version)
    found = reads.lacking_of(row, step.code)
    if found:
        names = [held.titled("deliverable", code).zh for code in found.deliverables]
        names += [held.titled("party", code).zh for code in found.parties]
        raise GateLacks(fields={"gate": "Lacking: {lacking}."}, lacking="、".join(names))


@transaction.atomic
def decide_gate(*, project: int, passes: bool, words: str, by: Actor, at: datetime) -> SecretaryProject:
    """Pass a step or send it back, by the named person, not the owner nor who asked. Passing the last one ends the project.

    Raises GateNotYours, GateLacks, StepNotSo, Invalid. Locks the project and its step.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        step = step_now(row)
        if step.state != "asked":
            raise StepNotSo
        if not rights.decides(by, row) or step.asked_by == (by.account or -1):
            raise GateNotYours
        text = written(words, "words", "" if passes else "Write what is lacking.")
        if passes:
            _refuse_lacking(row, step)
            _pass(row, step, by, at)
        else:
            step.state, step.refused = "open", step.refused + 1
            step.decided_at, step.decided_by = at, by.account or 0
            step.save()
        enter(row, "passed" if passes else "refused", by=by, at=at, step=step.code, text=text, late=step.late or None)
        kind = "party.secretary_gate_passed" if passes else "party.secretary_gate_refused"
        notify(street=row.street, post=row.owner, account=None, kind=kind, subject=Ref(PROJECT, row.pk), at=at)
        return row


def _pass(row: SecretaryProject, step: SecretaryStep, by: Actor, at: datetime) -> None:
    step.state, step.decided_at, step.decided_by = "passed", at, by.account or 0
    step.late = localdate(at) > step.due
    step.save()
    after = SecretaryStep.objects.select_for_update().filter(project=row.pk, place=step.place + 1).first()
    if after is not None:
        after.state, after.opened_at = "open", at
        after.save(update_fields=["state", "opened_at"])
    else:
        row.state, row.ended_at = "finished", at
        row.save(update_fields=["state", "ended_at"])


@transaction.atomic
def stop_project(*, project: int, words: str, by: Actor, at: datetime) -> SecretaryProject:
    """Stop a project before its end, with the reason, by a leader or the owner's office. Locks the project."""
    with scope.scoped(*scope.of(by)):
        row = lock(project, by)
        rights.refuse(by, row)
        text = written(words, "words", "Write why it is stopped.")
        row.state, row.ended_at = "stopped", at
        row.save(update_fields=["state", "ended_at"])
        enter(row, "stopped", by=by, at=at, text=text)
        return row
