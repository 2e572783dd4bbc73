"""What routing refuses."""

from shiqiao.base.errors import Conflict, Invalid


class RulesNotSound(Invalid):
    """The routing rules have mistakes."""

    code = "rules_not_sound"


class NotRehearsed(Conflict):
    """These rules were not rehearsed against the version in force: rehearse exactly this text, then publish it."""

    code = "not_rehearsed"
