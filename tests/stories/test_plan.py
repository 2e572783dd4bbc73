"""目标任务与工作思路: a figure with its paper moves target and plan line; a correction moves both, and nothing is lost."""

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import openpyxl

from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.plan import reads, tree
from shiqiao.scenes.plan.actions import Figure, Source, correct_actual, enter_actual
from shiqiao.testing.street import STREET, Street

from .telling import Telling


def report_of(figure: str) -> bytes:
    """A monthly report as a spreadsheet."""
    book, kept = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["招商引资到位资金", figure])
    book.save(kept)
    return kept.getvalue()


def state(street: Street) -> tuple[Fraction | None, Fraction | None]:
    """Return completion of the target, and progress of the line to which it is tied."""
    (one,) = reads.standings(STREET, 2018, ["capital_attracted"])
    plan = tree.tree(street.actor("leader1"), now())
    assert plan is not None
    line = next(branch for branch in plan.walk() if branch.line.code == "direction_investment")
    return one.completion, line.rolled.progress


def test_a_figure_and_its_correction_move_the_target_and_the_plan(street: Street, tell: Telling) -> None:
    number = reads.number_of(STREET, "targets", "capital_attracted")
    assert state(street) == (None, None)
    with tell.at("2018-06-12 09:30"):
        paper = Source("招商引资月报", "招〔2018〕5号", date(2018, 6, 11), file=report_of("3.00"), name="月报.xlsx")
        head = street.actor("economy1")
        first = enter_actual(target=number, figure=Figure(2018, 5, Decimal("3.00")), source=paper, by=head, at=now())
        assert state(street) == (Fraction(1, 2), Fraction(1, 2))
    with tell.at("2018-06-13 15:00"):
        paper = Source(
            "招商引资月报（更正）", "招〔2018〕6号", date(2018, 6, 13), file=report_of("2.40"), name="更正.xlsx"
        )
        correct_actual(
            actual=first.pk, figure=Figure(2018, 5, Decimal("2.40")), source=paper, reason="一笔资金重复计算",
            by=street.actor("economy1"), at=now(),
        )  # fmt: skip
        assert state(street) == (Fraction(2, 5), Fraction(2, 5))
    turns = reads.turns(STREET, number, 2018)
    assert [(one.value, one.paper_number) for one in turns] == [
        (Decimal("2.40"), "招〔2018〕6号"), (Decimal("3.00"), "招〔2018〕5号"),
    ]  # fmt: skip
    papers = reads.papers(turns)
    assert all(len(papers[one.pk]) == 1 for one in turns)
    told = JournalLine.objects.filter(kind="plan_target", subject=number).order_by("seq")
    assert [line.code for line in told] == ["plan.entered", "plan.corrected"]
    assert [line.data["files"] for line in told] == [[papers[one.pk][0].sha256] for one in reversed(turns)]
