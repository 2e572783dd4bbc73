"""What can go wrong with front teams. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class TeamEnded(Conflict):
    """The team is dissolved; nothing more is entered."""

    code = "front_team_ended"


class LeaderThere(Conflict):
    """The team has a leader in these days; end the former one's days first, or enter a member."""

    code = "front_leader_there"


class MemberThere(Conflict):
    """This person is in the team in these days already."""

    code = "front_member_there"


class NotMember(Forbidden):
    """Only members of the team write its day log."""

    code = "front_not_member"


class ChargeThere(Conflict):
    """This record is in somebody's charge in the team already; give that charge up first."""

    code = "front_charge_there"
