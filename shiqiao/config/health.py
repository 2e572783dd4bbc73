"""`/healthz`: 200 only when database and worker answer; on this machine it also says by name what is wrong.

`/readyz` is for a proxy before several web hosts: 200 while this one should be given requests.
"""

import os
from pathlib import Path
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from shiqiao.config.keeping.rolling import apart
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
    """Tell a proxy whether to send requests here: not while draining, not while `hindrance` names something.

    `?of=process` leaves the database out: when no host reaches it, any that lives tells people so in their language.
    """
    why = "draining" if draining() else ""
    if not why and request.GET.get("of") != "process":
        why = hindrance()
    told = {"ready": not why, **({"why": why} if why and is_local(request) else {})}
    response = JsonResponse(told, status=503 if why else 200)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every second: not an error
    return response


def draining() -> bool:
    """Tell whether this host is about to end."""
    shared = os.environ.get(FOLDER)
    return bool(shared) and (Path(str(shared)) / DRAINING).exists()


def hindrance() -> str:
    """Return why this host should be given nothing, empty when it should: `database` or `tables newer|older`.

    `database`: it does not answer or is no primary. `tables`: this release cannot work with them.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT pg_is_in_recovery()")
            if not cursor.fetchone()[0]:
                return "database"
            differ = apart(cursor)
            return f"tables {differ}" if differ else ""
    except Error:
        return "database"


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
