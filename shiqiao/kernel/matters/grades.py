"""How satisfied a reporter is (满意、基本满意、不满意), and for which reasons not: codes, so that they can be counted. Pure."""

from collections.abc import Mapping
from typing import Any

from shiqiao.kernel.matters.errors import MoveLacks
from shiqiao.kernel.matters.sheets import Given

# Grade -> whether it counts as satisfied: 基本满意 does, as 12345 counts it.
GRADES: Mapping[str, bool] = {"satisfied": True, "basically": True, "not": False}
GROUNDS = ("not_solved", "came_back", "slow", "unexplained", "unfriendly", "other")


def graded(given: Given) -> dict[str, Any]:
    """Return what a line of the journal says of grade and grounds; nothing where neither was given."""
    said: dict[str, Any] = {"grade": given.grade} if given.grade else {}
    return {**said, "grounds": list(given.grounds)} if given.grounds else said


def check(grade: str, grounds: tuple[str, ...]) -> bool:
    """Return whether a grade counts as satisfied; raises MoveLacks for what is no grade or ground."""
    if grade not in GRADES:
        raise MoveLacks(fields={"satisfied": "Say whether the reporter is satisfied."})
    if any(ground not in GROUNDS for ground in grounds):
        raise MoveLacks(fields={"grounds": "Choose the reasons from the list."})
    return GRADES[grade]
