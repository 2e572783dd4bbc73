"""What can go wrong in the queue. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class SlotTaken(Conflict):
    """This time has just been taken; choose another one, or go on the waiting list of that day."""

    code = "slot_taken"


class HoldOver(Conflict):
    """The time was kept for you for some minutes, and they are over; choose it again if it is still free."""

    code = "hold_over"


class BookedAlready(Conflict):
    """With this telephone number something is booked for this time already; cancel that booking first."""

    code = "booked_already"


class TooManyBookings(Conflict):
    """With this telephone number as many bookings are open as one person may have; cancel one first."""

    code = "too_many_bookings"


class PlacesLeft(Conflict):
    """There are free times on this day; book one of them."""

    code = "places_left"


class WindowTaken(Conflict):
    """Somebody else is at this window; choose another one."""

    code = "window_taken"


class NotAtWindow(Conflict):
    """You are at no window; say first at which one you work."""

    code = "not_at_window"


class InHand(Conflict):
    """A ticket has been called to this window; say first whether the person came."""

    code = "ticket_in_hand"


class QueueNotSo(Conflict):
    """This is no longer as it was on your screen; look again."""

    code = "queue_not_so"
