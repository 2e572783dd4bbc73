"""Flows as they are published."""

from shiqiao.base.errors import NotFound
from shiqiao.base.snapshots import snapshot
from shiqiao.base.sockets import FlowFile, Socket
from shiqiao.kernel.flows.models import FlowVersion
from shiqiao.kernel.flows.rules import Flow, FlowTable

flow_files: Socket[FlowFile] = Socket("flows.files", FlowFile)


@snapshot("flows")
def _flows() -> dict[tuple[str, int], Flow]:
    rows = FlowVersion.objects.order_by("code", "version")
    return {(row.code, row.version): Flow(FlowTable.model_validate_json(row.table), row.version) for row in rows}


def flow(code: str, version: int | None = None) -> Flow:
    """Return a flow of a version, by default the latest; raises NotFound."""
    known = _flows()
    if version is None:
        version = max((v for c, v in known if c == code), default=0)
    if (code, version) not in known:
        raise NotFound("There is no flow “{flow}” of version {version}.", flow=code, version=version)
    return known[code, version]


def latest() -> list[Flow]:
    """Return the latest version of every flow."""
    codes = {code for code, _ in _flows()}
    return [flow(code) for code in sorted(codes)]


def versions(code: str) -> list[FlowVersion]:
    """Return a flow's versions without their tables, newest first; raises NotFound."""
    found = list(FlowVersion.objects.filter(code=code).defer("table").order_by("-version")[:50])
    if not found:
        raise NotFound("There is no flow “{flow}” of version {version}.", flow=code, version=1)
    return found
