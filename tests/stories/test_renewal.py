"""Renewal: a household that signed and fails the audit counts for nothing; a plot at 84.9 and at 85.0 percent."""

# ruff: noqa: F811  fixtures of the package's own tests
from datetime import date

import pytest

from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import progress, reads, signing
from shiqiao.scenes.projects.renewal.errors import SignedByYourself
from shiqiao.scenes.projects.renewal.rules import share
from shiqiao.scenes.projects.renewal.tables import Plot, Renewal, RenewalFile
from shiqiao.testing.street import Street
from tests.scenes.projects.renewal.conftest import Begin, Open, begin, offered, signed  # noqa: F401

from .telling import Telling


def plot_of(row: Renewal) -> tuple[Plot, progress.Standing]:
    """Return plot A with how far it is."""
    plot = Plot.objects.get(renewal=row.pk, code="A")
    return plot, progress.standings(row.pk)[plot.pk]


def test_a_household_that_signed_fails_the_audit_and_is_corrected(
    street: Street,
    tell: Telling,
    begin: Begin,
    signed: Open,
) -> None:
    row = begin()
    one = signed(row)[0]
    plot, standing = plot_of(row)
    assert (standing.signed, standing.audited) == (1, 0)  # both are shown; one counts
    assert not progress.effective(plot, standing)
    with tell.at("2018-06-27 14:00"):
        with pytest.raises(SignedByYourself):
            signing.audit(file=one.pk, good=True, by=street.actor("leader1"), at=now())
        signing.audit(file=one.pk, good=False, words="面积与测绘报告不符", by=street.actor("check1"), at=now())
    plot, standing = plot_of(row)
    assert (standing.signed, standing.audited, standing.states) == (1, 0, {"failed": 1})
    with tell.at("2018-06-28 09:00"):  # the head of the community has it corrected: the number stays
        signing.correct(file=one.pk, words="按测绘报告更正并重新盖章", by=street.actor("c1head"), at=now())
    with tell.at("2018-06-28 10:00"):
        one = signing.audit(file=one.pk, good=True, by=street.actor("check1"), at=now())
    assert (one.number, one.failures) == (1, 1)
    plot, standing = plot_of(row)
    assert progress.effective(plot, standing)
    assert [each.kind for each in reads.entries_of(one)] == ["failed", "corrected"]


def test_a_plot_at_84_9_percent_is_not_at_85(street: Street, begin: Begin, signed: Open) -> None:
    row = begin()
    files = signed(row, 20, audit=True)
    # 17 of 20 households, but 84.99 of 100 parts of the area: shown as 84.9 and not reached.
    RenewalFile.objects.filter(pk__in=[one.pk for one in files[:17]]).update(area=8499)
    RenewalFile.objects.filter(pk__in=[one.pk for one in files[17:]]).update(area=8505)
    for one in files[17:]:
        signing.void(file=one.pk, words="委托书过期", by=street.actor("check1"), at=now())
    plot, standing = plot_of(row)
    assert (share(standing.audited, standing.households), share(standing.audited_area, standing.area)) == (
        "85.0",
        "84.9",
    )
    assert not progress.effective(plot, standing)
    # One square decimetre more on the other side, and it is just reached.
    RenewalFile.objects.filter(pk__in=[one.pk for one in files]).update(area=8500)
    plot, standing = plot_of(row)
    assert share(standing.audited_area, standing.area) == "85.0"
    assert progress.effective(plot, standing)
    last = progress.days(row, progress.audited_by_day(row), now())[-1]
    assert (last.day, last.audited) == (date(2018, 6, 27), 17)
