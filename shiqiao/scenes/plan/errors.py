"""What the plan refuses by a name of its own."""

from shiqiao.base.errors import Conflict, Forbidden


class NotInCharge(Forbidden):
    """Only the unit in charge enters figures of this target."""

    code = "not_in_charge"


class EnteredMeanwhile(Conflict):
    """Somebody else has entered this month meanwhile; look at it, then correct it if it is wrong."""

    code = "entered_meanwhile"
