"""The job that hands a sending over."""

from shiqiao.base.jobs import job
from shiqiao.base.time import now

NAME = "notices.send"


@job(NAME)
def send(*, sending: int) -> None:
    """Hand one sending over; what fails is tried again by the sending's own plan, not by the job's."""
    from shiqiao.kernel.notices.sending import send_now

    send_now(sending=sending, at=now())
