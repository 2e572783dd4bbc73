"""`/healthz`: 200 only when database and worker answer."""

from django.http import HttpRequest, JsonResponse

from shiqiao.config.runtime import healthy


def healthz(request: HttpRequest) -> JsonResponse:
    """Tell whether the installation is well; says nothing else about it."""
    found = healthy()
    return JsonResponse(found, status=200 if found["ok"] else 503)
