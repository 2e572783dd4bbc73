"""What can go wrong in deliberation. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Invalid


class TopicNotSo(Conflict):
    """The topic stands in a state in which this cannot be done; look at it again."""

    code = "council_topic_not_so"


class MeetingNotSo(Conflict):
    """The meeting stands in a state in which this cannot be done; look at it again."""

    code = "council_meeting_not_so"


class QuorumLacking(Conflict):
    """The quorum is not there: {short}. Wait for those who are missing, or convene a second time."""

    code = "council_quorum_lacking"


class SeatTaken(Conflict):
    """Somebody holds this seat on these days, or this person holds another seat of the body; end that term first."""

    code = "council_seat_taken"


class SeatsLacking(Conflict):
    """The body has too few seats with a holder: {short}. Fill them before you convene."""

    code = "council_seats_lacking"


class PresentAlready(Conflict):
    """This seat or this person is present already; enter first that they left."""

    code = "council_present_already"


class NotPresent(Conflict):
    """This seat is not present now; only who is present gives an opinion or signs."""

    code = "council_not_present"


class NotCalled(Conflict):
    """Only the holder who was called, or the substitute named for this seat, may sit; check the seat's terms."""

    code = "council_not_called"


class NoResolution(Conflict):
    """Nothing passed on this item: a resolution needs a vote that passed, or a recorded consensus without one against."""

    code = "council_no_resolution"


class MinutesLocked(Conflict):
    """The minutes are signed by each kind and locked; what is missing goes into the minutes of the next meeting."""

    code = "council_minutes_locked"


class TasksOpen(Conflict):
    """Not all tasks are done, or the public notice still runs; evaluate when both are over."""

    code = "council_tasks_open"


class EvaluationNotSo(Conflict):
    """No evaluation is open, or you have scored already; look at the resolution again."""

    code = "council_evaluation_not_so"


class VoiceRefused(Invalid):
    """This cannot be taken."""

    code = "council_voice_refused"
