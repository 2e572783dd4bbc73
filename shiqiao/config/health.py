"""`/healthz`: 200 only when database and worker answer."""

from django.http import HttpRequest, JsonResponse

from shiqiao.config.runtime import healthy
from shiqiao.surfaces.kit.entries import EVERYBODY, declared


@declared(EVERYBODY, "none")
def healthz(request: HttpRequest) -> JsonResponse:
    """Tell whether the installation is well; says nothing else about it."""
    found = healthy()
    response = JsonResponse(found, status=200 if found["ok"] else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every second while starting: not an error
    return response
