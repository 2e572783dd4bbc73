"""What can go wrong in an emergency response. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class AlreadyRunning(Conflict):
    """A response of this kind is running; raise or lower its level instead of starting another."""

    code = "emergency_already_running"


class ResponseOver(Conflict):
    """The response has ended; what happened in it stays as it is."""

    code = "emergency_response_over"


class StillRunning(Conflict):
    """The response is still running; end it before you write its review."""

    code = "emergency_still_running"


class SameLevel(Conflict):
    """The response stands at this level already; choose another one."""

    code = "emergency_same_level"


class PostTaken(Conflict):
    """Somebody stands at this post already, or this person stands at another; relieve them first."""

    code = "emergency_post_taken"


class NobodyThere(Conflict):
    """Nobody stands at this post; enter who came first."""

    code = "emergency_nobody_there"


class StoodDown(Conflict):
    """This post is not wanted at the present level; look at the board again."""

    code = "emergency_stood_down"


class ShelterFull(Conflict):
    """The shelter has no room for so many; choose another one."""

    code = "emergency_shelter_full"


class NotSoMuchThere(Conflict):
    """There is not so much of it in the store; count it, or take less."""

    code = "emergency_not_so_much_there"


class MovedAlready(Conflict):
    """This household has been moved or has returned already; look at the list again."""

    code = "emergency_moved_already"


class AnsweredAlready(Conflict):
    """This call has been answered or relieved already."""

    code = "emergency_answered_already"


class AnsweredForAnother(Forbidden):
    """Only who is called, or the deputy, answers a call; put another post in their place instead."""

    code = "emergency_answered_for_another"


class KeyOfAnother(Conflict):
    """This key was used for another act; give every act a key of its own."""

    code = "emergency_key_of_another"
