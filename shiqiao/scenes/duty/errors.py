"""What can go wrong with duty. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class DoubleDuty(Conflict):
    """{person} is on duty already from {since} to {until}; choose somebody else or another turn."""

    code = "duty_double"


class RestBroken(Conflict):
    """{person} would have {left} hours of rest beside the turn from {since} to {until}; {needed} are needed."""

    code = "duty_rest_broken"


class PersonAway(Conflict):
    """{person} is entered as away on {day}; choose somebody else or end the entry first."""

    code = "duty_person_away"


class NotSoNow(Conflict):
    """This stands otherwise by now; look at it again."""

    code = "duty_not_so_now"


class RosterLacks(Conflict):
    """The roster has problems ({many}); put them right first, they are listed on its page."""

    code = "duty_roster_lacks"


class DaysTaken(Conflict):
    """A published roster has some of these days already; it changes by swaps and replacements alone."""

    code = "duty_days_taken"
