"""The front door: publishing rules, holds, runs, erasing, replaying, and requests of persons about their data."""

from shiqiao.kernel.retention.asking import (
    ask,
    check_identity,
    erase_on_request,
    fetch,
    forget_answered,
    hand_out,
    note_corrected,
    refuse,
)
from shiqiao.kernel.retention.erasing import (
    erase,
    erase_person,
    erasures_since,
    list_missing,
    replay_erasures,
    stopped_of,
)
from shiqiao.kernel.retention.running import (
    carry_on,
    decide_run,
    lift_hold,
    propose_run,
    publish_rules,
    run_approved,
    set_hold,
)

__all__ = [
    "ask", "carry_on", "check_identity", "decide_run", "erase", "erase_on_request", "erase_person", "erasures_since",
    "fetch", "forget_answered", "hand_out", "lift_hold", "list_missing", "note_corrected", "propose_run",
    "publish_rules", "refuse", "replay_erasures", "run_approved", "set_hold", "stopped_of",
]  # fmt: skip
