"""`/healthz`: 200 only when database and worker answer; on this machine it also says by name what is wrong."""

from typing import Any

from django.http import HttpRequest, JsonResponse

from shiqiao.config.runtime import BEAT_LATE, healthy
from shiqiao.surfaces.kit.entries import EVERYBODY, declared
from shiqiao.surfaces.kit.tracing import is_local


@declared(EVERYBODY, "none")
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell whether the installation is well; to others than this machine nothing else about it."""
    found = healthy()
    told = {**found, "reasons": reasons(found)} if is_local(request) else {"ok": found["ok"]}
    response = JsonResponse(told, status=200 if found["ok"] else 503)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every second while starting: not an error
    return response


def reasons(found: dict[str, Any]) -> list[dict[str, str]]:
    """Return what is wrong, by name and in a sentence for the operator."""
    if not found["database"]:
        return [{"name": "database", "says": "The database does not answer; its log is server.log in its folder."}]
    silent = found["worker_silent_for"]
    if silent is None:
        return [{"name": "worker", "says": "The worker has not begun yet."}]
    if silent > BEAT_LATE:
        return [{"name": "worker", "says": f"The worker has said nothing for {silent} seconds; see the log."}]
    return []
