"""The job that makes a monthly report."""

from shiqiao.base.jobs import job
from shiqiao.base.time import now

NAME = "monthly.make"


@job(NAME)
def make(*, report: int) -> None:
    """Make one report; what cannot be made says why and waits for a person, only a database that is away is waited for."""
    from shiqiao.kernel.monthly.making import make_report

    make_report(report=report, at=now())
