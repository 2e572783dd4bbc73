"""What a clock refuses."""

from shiqiao.base.errors import Conflict


class ClockRefused(Conflict):
    """The clock cannot do this in its present state."""

    code = "clock_refused"
