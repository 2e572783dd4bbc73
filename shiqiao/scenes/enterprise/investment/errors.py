"""What can go wrong with leads and floors. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class LeadOver(Conflict):
    """This lead is over or has gone on meanwhile; look at it again."""

    code = "lead_over"


class FloorTakenAlready(Conflict):
    """A floor is let or reserved to another firm in these days; choose other floors or other days."""

    code = "floor_taken"
