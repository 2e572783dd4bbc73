"""Entering figures of targets and correcting them, with the paper they come from; tying things of others to the plan."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref, refuse_device
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean
from shiqiao.kernel.files.actions import adopt, store
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.definitions import Entered, Target
from shiqiao.scenes.plan.errors import EnteredMeanwhile, NotInCharge
from shiqiao.scenes.plan.models import Actual, Tie

KIND = "plan_target"
LINE = "plan_line"
MOST = Decimal(10) ** 14
TIES = frozenset({"leader", "department_head", "admin", "system"})


@dataclass(frozen=True, slots=True)
class Source:
    """The paper a figure comes from; a published one needs no file.

    `file` is open for reading and `name` what it was called; `uploaded` are hashes of files sent before.
    """

    title: str
    number: str = ""
    day: date | None = None
    published: bool = False
    file: BinaryIO | bytes | None = None
    name: str = ""
    uploaded: tuple[str, ...] = ()

    @property
    def lies_here(self) -> bool:
        """Tell whether the paper comes along as a file."""
        return self.file is not None or bool(self.uploaded)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a month; of the district either its own figure or the street's share in percent, with where it stands."""

    year: int
    month: int
    value: Decimal
    district: Decimal | None = None
    share: Decimal | None = None
    district_source: str = ""
    invented: bool = False


def enter_actual(*, target: int, figure: Figure, source: Source, by: Actor, at: datetime) -> Actual:
    """Enter the figure of a month that has none yet. `target` is its number.

    Raises NotInCharge, Invalid naming each field, EnteredMeanwhile when the month has one, NotFound.
    """
    return _enter(target, figure, source, by, at, reason="")


def correct_actual(*, actual: int, figure: Figure, source: Source, reason: str, by: Actor, at: datetime) -> Actual:
    """Put another figure over one that stands, for a reason; the former one stays to be read.

    `figure` keeps year and month of what it corrects. Raises Conflict for a figure that was corrected before, and as
    `enter_actual`.
    """
    with scope.scoped(*scope.of(by)):
        row = the_one(Actual.objects.filter(pk=actual, street=by.street))
        if Actual.objects.filter(target=row.target, year=row.year, month=row.month, turn__gt=row.turn).exists():
            raise EnteredMeanwhile
        why = clean(reason).strip()
        if not why:
            raise Invalid(fields={"reason": "Write what was wrong with the former figure."})
        if (figure.year, figure.month) != (row.year, row.month):
            raise Invalid(fields={"month": "A correction keeps year and month; enter another month by itself."})
        return _enter(row.target, figure, source, by, at, reason=why[:200], former=row)


def _enter(
    number: int, figure: Figure, source: Source, by: Actor, at: datetime, *, reason: str, former: Actual | None = None
) -> Actual:  # fmt: skip
    refuse_device(by)
    target = reads.access_target(by, number)
    if by.kind != "system" and not reads.may_enter(by, target):
        raise NotInCharge(fields={"value": "Only the unit in charge enters figures of this target."})
    _check(target, figure, source, by, at)
    with scope.scoped(*scope.of(by)):
        try:
            with transaction.atomic():
                row = Actual.objects.create(
                    street=by.street, target=number, year=figure.year, month=figure.month,
                    turn=former.turn + 1 if former else 1, value=figure.value, district=figure.district,
                    share=figure.share, district_source=clean(figure.district_source).strip(),
                    paper_title=clean(source.title).strip(), paper_number=clean(source.number).strip(),
                    paper_day=source.day, published=source.published, invented=figure.invented, reason=reason,
                    entered_by=by.code, account=by.account or 0, entered_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            if "plan_one_figure_a_turn" not in str(error):
                raise
            raise EnteredMeanwhile from None
        kept = _keep(row, source, by, at)
        write("plan.corrected" if former else "plan.entered", subject=Ref(KIND, number), street=row.street, by=by, at=at,
              data=_told(row, kept))  # fmt: skip
    return row


def _keep(row: Actual, source: Source, by: Actor, at: datetime) -> list[str]:
    subject = Ref(reads.FILE, row.pk)
    if source.uploaded:
        sent = [("document", one) for one in source.uploaded]
        adopt(sent, subject=subject, street=row.street, by=by, at=at, field="file")
        return list(source.uploaded)
    if source.file is None:
        return []
    kept = store(
        source.file, name=source.name, subject=subject, purpose="document", street=row.street, by=by, at=at,
        data_class="internal", field="file",
    )  # fmt: skip
    return [kept.sha256]


def _told(row: Actual, files: list[str]) -> dict[str, Any]:
    paper = [row.paper_title, row.paper_number, str(row.paper_day or ""), row.district_source, row.published]
    mark = hashlib.sha256(json.dumps(paper, ensure_ascii=False).encode()).hexdigest()
    district = {"district": str(row.district)} if row.district is not None else {}
    share = {"share": str(row.share)} if row.share is not None else {}
    return {
        "year": row.year, "month": row.month, "turn": row.turn, "value": str(row.value), "paper": mark, "files": files,
        **district, **share,
    }  # fmt: skip


def _check(target: Target, figure: Figure, source: Source, by: Actor, at: datetime) -> None:
    """Raise Invalid that names everything that cannot be used."""
    wrong: dict[str, str] = {}
    today = localdate(at)
    if not 1 <= figure.month <= 12 or (figure.year, figure.month) > (today.year, today.month):
        wrong["month"] = "This month has not begun; choose one that has."
    _check_value(target, figure.value, wrong)
    _check_district(figure, wrong)
    _check_paper(source, today, wrong)
    if wrong:
        raise Invalid(fields=wrong)


def _check_value(target: Target, value: Decimal, wrong: dict[str, str]) -> None:
    if not -MOST < value < MOST:
        wrong["value"] = "This number is too large; look at the unit."
    elif round(value, 4) != value:
        wrong["value"] = "Give at most four digits behind the point."
    elif value < 0 and target.counted == "cumulative":
        wrong["value"] = "A total since January is not below zero; look at the sign."


def _check_paper(source: Source, today: date, wrong: dict[str, str]) -> None:
    if not clean(source.title).strip():
        wrong["paper_title"] = "Name the paper that the figure comes from."
    if source.day is not None and source.day > today:
        wrong["paper_day"] = "This day lies ahead; look at the paper's date."
    if not source.lies_here and not source.published:
        wrong["file"] = "Add the paper as a file, or say that it is published."


def _check_district(figure: Figure, wrong: dict[str, str]) -> None:
    if figure.district is not None and figure.share is not None:
        wrong["share"] = "Give the district's figure or the share, not both."
    if figure.share is not None and not 0 < figure.share <= 100:
        wrong["share"] = "A share is more than 0 and at most 100 percent."
    if figure.district is not None:
        if figure.district <= 0 or figure.district >= MOST:
            wrong["district"] = "Give the district's figure in the same unit, above zero."
        elif figure.district < figure.value:
            wrong["district"] = "The district's figure is below the street's; look at both."
    if (figure.district is not None or figure.share is not None) and not clean(figure.district_source).strip():
        wrong["district_source"] = "Say where the district's figure or the share stands."


def enter_known(*, street: int, by: Actor, at: datetime) -> int:
    """Enter the figures that the targets in force bring along: months that have begun and have none yet; returns how many."""
    today, entered = localdate(at), 0
    with scope.scoped(street):
        for target in reads.targets(street):
            number = reads.number_of(street, "targets", target.code)
            stands = reads.figures(street, [number], {one.year for one in target.entered}).get(number, {})
            for one in target.entered:
                if (one.year, one.month) <= (today.year, today.month) and one.month not in stands.get(one.year, {}):
                    figure, source = _known(one)
                    enter_actual(target=number, figure=figure, source=source, by=by, at=at)
                    entered += 1
    return entered


def _known(one: Entered) -> tuple[Figure, Source]:
    stands = one.paper.title if one.share is not None or one.district is not None else ""
    figure = Figure(one.year, one.month, one.value, one.district, one.share, stands)
    return figure, Source(one.paper.title, one.paper.number, one.paper.day, one.paper.published)


# ── things of others on the plan ───────────────────────────────────────────────────────────────────────────────────


def tie(*, line: str, subject: Ref, weight: Decimal = Decimal(1), by: Actor, at: datetime) -> Tie:
    """Tie a thing of another part or scene to a line of the plan in force. Raises Forbidden, Invalid, Conflict, NotFound."""
    _refuse_others(by)
    number = _line(by, line)
    if subject.kind.startswith("plan_"):
        raise Invalid(fields={"subject": "Targets, regulations and lines are tied in the plan's own file."})
    if subject not in show(by, [subject]):
        raise NotFound
    if weight <= 0 or weight >= 10_000:
        raise Invalid(fields={"weight": "A weight is above zero, and below 10,000."})
    with scope.scoped(*scope.of(by)):
        try:
            with transaction.atomic():
                row = Tie.objects.create(
                    street=by.street, line=line, kind=subject.kind, number=subject.id, weight=weight, tied_by=by.code,
                    tied_at=at,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict("This is tied to the line already.") from None
        write("plan.tied", subject=Ref(LINE, number), street=row.street, by=by, at=at,
              data={"subject": str(subject), "weight": str(weight)})  # fmt: skip
    return row


def untie(*, tie: int, by: Actor, at: datetime) -> Tie:
    """Take a thing off a line of the plan; that it stood there is kept. Raises Forbidden, NotFound, Conflict."""
    _refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = the_one(Tie.objects.select_for_update().filter(pk=tie, street=by.street))
        if row.untied_at is not None:
            raise Conflict("This was taken off the line already.")
        row.untied_at, row.untied_by = at, by.code
        row.save(update_fields=["untied_at", "untied_by"])
        number = reads.number_of(row.street, "plan", row.line)
        write("plan.untied", subject=Ref(LINE, number), street=row.street, by=by, at=at,
              data={"subject": str(Ref(row.kind, row.number))})  # fmt: skip
    return row


def _refuse_others(by: Actor) -> None:
    refuse_device(by)
    if not by.roles & TIES:
        raise Forbidden("Street leaders, heads of departments and administrators change the plan.")


def _line(by: Actor, code: str) -> int:
    plan = reads.plan(by.street or 0)
    if plan is None or code not in {one.code for one in plan.walk()}:
        raise NotFound
    return reads.number_of(by.street or 0, "plan", code)
