"""The front door for writing: points, the plan, check-ins and positions."""

from shiqiao.kernel.patrols.checking import (
    Answer,
    Sent,
    check_in,
    decline_check_in,
    recognise_check_in,
)
from shiqiao.kernel.patrols.points import (
    NewPoint,
    add_point,
    change_point,
    renew_code,
    retire_point,
)
from shiqiao.kernel.patrols.publishing import publish_plan
from shiqiao.kernel.patrols.trails import Kept, forget_old, take_positions

__all__ = [
    "Answer", "Kept", "NewPoint", "Sent", "add_point", "change_point", "check_in", "decline_check_in", "forget_old",
    "publish_plan", "recognise_check_in", "renew_code", "retire_point", "take_positions",
]  # fmt: skip
