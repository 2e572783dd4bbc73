"""Every move of every flow that is shipped: what its form asks, the action behind it takes."""

from inspect import Parameter, signature

from shiqiao.kernel.flows import reads as flows
from shiqiao.surfaces.desk.moveforms import action_of
from shiqiao.testing.street import Street


def test_each_action_takes_what_the_flow_wants_written(street: Street) -> None:
    refused = []
    for flow in flows.latest():
        for move in flow.table.moves:
            takes = signature(action_of(move.do)).parameters
            if any(one.kind == Parameter.VAR_KEYWORD for one in takes.values()):
                continue
            written = {"result", "reason", "progress", "answer"} & set(move.needs)
            refused += [(flow.code, move.do, name) for name in sorted(written - set(takes))]
    assert refused == []
