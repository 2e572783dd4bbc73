"""`/healthz`: 200 only when database and worker answer; on this machine it also says by name what is wrong.

`/readyz` is for a proxy before several web hosts: 200 while this one should be given requests.
"""

import os
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from shiqiao.config.metricfolder import FOLDER
from shiqiao.config.runtime import BEAT_LATE, DRAINING, healthy
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


@declared(EVERYBODY, "none")
def readyz(request: HttpRequest) -> JsonResponse:
    """Tell a proxy whether to send requests here: not while draining, and not while the database cannot be written.

    `?of=process` leaves the database out: when no host reaches it, any that lives tells people so in their language.
    """
    shared = os.environ.get(FOLDER)
    draining = bool(shared) and (Path(str(shared)) / DRAINING).exists()
    ready = not draining and (request.GET.get("of") == "process" or writable())
    response = JsonResponse({"ready": ready}, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every second: not an error
    return response


def writable() -> bool:
    """Tell whether the database answers and is a primary."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT pg_is_in_recovery()")
            return bool(cursor.fetchone()[0])
    except Error:
        return False


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
