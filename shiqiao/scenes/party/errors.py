"""What can go wrong. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Invalid


class NoPlaceLeft(Conflict):
    """All places are booked and the waiting list is full; choose another time."""

    code = "no_place_left"


class BookedHere(Conflict):
    """With this telephone number a place is booked already, here or elsewhere at the same time; cancel that one first."""

    code = "booked_here"


class TooManyOpen(Conflict):
    """With this telephone number as many bookings are open as one person may have; cancel one first."""

    code = "too_many_open"


class BookingClosed(Conflict):
    """This time cannot be booked any more, or not yet; choose another one."""

    code = "booking_closed"


class BookingNotSo(Conflict):
    """The booking stands so that this cannot be done; look at it again."""

    code = "booking_not_so"


class OccasionNotSo(Conflict):
    """This time of the project is over, cancelled or still to come; look at it again."""

    code = "occasion_not_so"


class SeatTaken(Conflict):
    """The unit has a seat in the joint meeting within these days already; end that one first."""

    code = "seat_taken"


class StationedAlready(Conflict):
    """This organisation is on the list of stationed units already."""

    code = "stationed_already"


class NeedClaimed(Conflict):
    """Another unit has claimed this need already; look for another one."""

    code = "need_claimed"


class MatchStands(Conflict):
    """The match stands at a step at which this cannot be done; look at it again."""

    code = "match_stands"


class AssessedAlready(Conflict):
    """Your community has scored this unit for this year already."""

    code = "assessed_already"


class ReportedAlready(Conflict):
    """This has reported in here already."""

    code = "reported_already"


class HoursNotSo(Conflict):
    """These hours were judged already, or somebody wrote hours for this day; look at them again."""

    code = "hours_not_so"


class OwnHours(Conflict):
    """Whoever wrote hours down does not confirm them; ask the head of the community."""

    code = "own_hours"


class EntryRefused(Invalid):
    """This cannot be entered like this; see the fields."""

    code = "entry_refused"
