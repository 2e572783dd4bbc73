"""Environmental cases (环保督察件): taken in, papers filed, publicity, objections. The moves are the flow's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.matters.intake import Receipt, take_in
from shiqiao.kernel.matters.lookups import by_ids, hidden_from
from shiqiao.kernel.matters.moves import roles_of
from shiqiao.kernel.matters.report import Report
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.supervision import dossier, rights
from shiqiao.scenes.supervision.models import DossierPaper, DossierTie, Rectification
from shiqiao.scenes.supervision.store import seal, written

KIND = "rectification"
TAKES_IN = frozenset({"dispatcher", "leader", "department_head"})
FILES = frozenset({"dispatcher", "leader", "department_head", "assigned", "handler", "checker"})


@dataclass(frozen=True, slots=True)
class CaseGiven:
    """Where a case came from: its number there, the team, whose inspection, when it was handed on, by when it is rectified."""

    upstream: str
    team: str
    source: str
    handed_on: date
    rectify_by: date
    invented: bool = False


def take_in_case(*, report: Report, given: CaseGiven, by: Actor, at: datetime) -> Receipt:
    """Take a case in as a matter of its flow, with its file. Raises Invalid, Forbidden, Conflict for a known number."""
    if by.kind != "system" and not by.roles & TAKES_IN:
        raise Forbidden(fields={"post": "A dispatcher, a head of department or a leader takes cases in."})
    known = catalogue(report.street).items.get(report.item)
    if known is None or known.flow != dossier.FLOW:
        raise Invalid(fields={"item": "Choose what kind of environmental problem it is."})
    _check(given)
    with scope.scoped(*scope.of(by)):
        if Rectification.objects.filter(street=report.street, upstream=given.upstream).exists():
            raise Conflict("A case with this number is on file already; look for it in the list.")
        receipt = take_in(report, known, by=by, at=at)
        try:
            with transaction.atomic():
                Rectification.objects.create(
                    matter=receipt.id, street=report.street, upstream=given.upstream, team=given.team, source=given.source,
                    handed_on=given.handed_on, rectify_by=given.rectify_by, invented=given.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("A case with this number is on file already; look for it in the list.") from error
        data = {"upstream": given.upstream, "source": given.source, "rectify_by": given.rectify_by.isoformat()}
        _write("supervision.case_taken_in", receipt.id, report.street, by, at, **data)
    return receipt


def _check(given: CaseGiven) -> None:
    wrong = {}
    if not clean(given.upstream).strip():
        wrong["upstream"] = "Write the number under which it was handed on."
    if not clean(given.team).strip():
        wrong["team"] = "Write which inspection it comes from."
    if given.source not in dossier.SOURCES:
        wrong["source"] = "Choose whose inspection it is."
    if given.rectify_by < given.handed_on:
        wrong["rectify_by"] = "The day by which it is rectified lies before the day on which it was handed on."
    if wrong:
        raise Invalid(fields=wrong)


def file_paper(
    *, matter: int, kind: str, number: str = "", dated: date, text: str = "", files: tuple[tuple[str, str], ...] = (),
    by: Actor, at: datetime,
) -> DossierPaper:  # fmt: skip
    """Put a paper into the file of a case. Whoever rectified enters no decision on it. Raises Invalid, Forbidden, NotFound."""
    if kind not in dossier.KINDS:
        raise Invalid(fields={"kind": "Choose what the paper is."})
    if dated > localdate(at):
        raise Invalid(fields={"dated": "The date of the paper lies in the future."})
    said = clean(text).strip()
    if kind == dossier.OBJECTION:
        written(said, "text", "Write what the objection says.")
    elif not files:
        raise Invalid(fields={"document": "Add the paper as a file."})
    with scope.scoped(*scope.of(by)):
        row, matter_row = _may_file(matter, by)
        if kind in dossier.DECIDES and _rectified(matter_row, by):
            raise Forbidden(
                fields={"post": "Who rectified it does not file the decision on it: let another one do it."}
            )
        subject, before = Ref(KIND, matter), {one.id for one in attachments_of(Ref(KIND, matter))}
        if files:
            adopt(files, subject=subject, street=row.street, by=by, at=at, field="document")
        fresh = next((one.id for one in attachments_of(subject) if one.id not in before or one.sha256 in dict(
            (sha, purpose) for purpose, sha in files)), 0)  # fmt: skip
        paper = DossierPaper.objects.create(
            street=row.street, matter=matter, kind=kind, number=clean(number).strip()[:60], dated=dated, text=seal(said),
            attachment=fresh, post=by.post or 0, account=by.account or 0, at=at,
        )  # fmt: skip
        data = {"paper": paper.id, "kind": kind, "dated": dated.isoformat(), "files": [sha for _, sha in files]}
        _write("supervision.paper_filed", matter, row.street, by, at, **data)
        return paper


def make_public(*, matter: int, since: date, until: date, where: str, by: Actor, at: datetime) -> Rectification:
    """Say from when until when and where the result is public. Raises Invalid, NotFound."""
    place = written(where, "where", "Write where it is made public: paper, website, notice board.")
    if until <= since:
        raise Invalid(fields={"until": "The publicity ends after the day on which it begins."})
    with scope.scoped(*scope.of(by)):
        row, matter_row = _may_file(matter, by)
        if matter_row.state != "publicising":
            raise Conflict("Publicity comes after acceptance; look at the state of the case.")
        row.public_from, row.public_until, row.where_public = since, until, seal(place)
        row.save()
        data = {"since": since.isoformat(), "until": until.isoformat()}
        _write("supervision.made_public", matter, row.street, by, at, **data)
        return row


def settle_objection(*, paper: int, answer: str, by: Actor, at: datetime) -> DossierPaper:
    """Write what came of an objection. Raises Invalid, NotFound, Conflict."""
    said = written(answer, "answer", "Write what came of the objection.")
    with scope.scoped(*scope.of(by)):
        row = the_one(DossierPaper.objects.select_for_update().filter(pk=paper, kind=dossier.OBJECTION))
        _may_file(row.matter, by)
        if row.answered_at is not None:
            raise Conflict("This objection is settled already.")
        row.answer, row.answered_at = seal(said), at
        row.save()
        _write("supervision.objection_settled", row.matter, row.street, by, at, paper=row.id)
        return row


def tie_record(*, matter: int, subject: Ref, by: Actor, at: datetime) -> DossierTie:
    """Tie a record that belongs to a case to its file. Raises NotFound for what the actor does not see."""
    with scope.scoped(*scope.of(by)):
        row, _matter = _may_file(matter, by)
        if subject == Ref("matter", matter) or not show(by, [subject]):
            raise Invalid(fields={"refs": "Name another matter that is there and that you may see."})
        kept = {"matter": matter, "subject_kind": subject.kind, "subject_id": subject.id}
        tie, made = DossierTie.objects.get_or_create(**kept, defaults={"street": row.street, "at": at})
        if made:
            _write("supervision.record_tied", matter, row.street, by, at, subject=str(subject))
        return tie


def keeps_file(actor: Actor, matter: Any) -> bool:
    """Tell whether an actor files papers of a case: for the buttons."""
    return rights.keeps(actor, matter.street) or bool(roles_of(actor, matter) & FILES)


def _may_file(matter: int, by: Actor) -> tuple[Rectification, Any]:
    """Lock the file of a case for who works on it; what the actor does not see is not there."""
    row = Rectification.objects.select_for_update().filter(pk=matter).first()
    found = by_ids([matter]).get(matter) if row else None
    if row is None or found is None:
        raise NotFound
    if by.kind != "system" and not rights.keeps(by, row.street):
        roles = roles_of(by, found)
        if not roles or found.id in hidden_from(by):
            raise NotFound
        if not roles & FILES:
            raise Forbidden(fields={"post": "Only who handles, checks or leads keeps the file."})
    return row, found


def _rectified(matter: Any, by: Actor) -> bool:
    same_person = bool(by.account) and by.account == matter.finished_holder
    return same_person or (bool(by.post) and by.post == matter.finished_by)


def _write(code: str, matter: int, street: int, by: Actor, at: datetime, **data: object) -> None:
    journal.write(code, subject=Ref(KIND, matter), street=street, by=by, at=at, data=data)


def held_back(matter: int, do: str, at: datetime) -> str:
    """Return what keeps a move of a case back; for the socket of gates."""
    from shiqiao.scenes.supervision.rectify_reads import held_in

    if do not in dossier.MOVES:
        return ""
    return dossier.lacking(held_in(matter), do, localdate(at))
