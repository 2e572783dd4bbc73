"""What can go wrong in the secretary's projects. The docstring is the sentence."""

from shiqiao.base.errors import Conflict, Forbidden


class StepNotSo(Conflict):
    """The step stands in a state in which this cannot be done; look at the project again."""

    code = "secretary_step_not_so"


class GateLacks(Conflict):
    """The gate still lacks evidence or a party's part; add what the page names and ask again."""

    code = "secretary_gate_lacks"


class GateNotYours(Forbidden):
    """The named person decides at this gate, and neither the owner nor who asked to pass."""

    code = "secretary_gate_not_yours"
