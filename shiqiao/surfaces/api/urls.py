"""`/api/v1/`, with `/api/v1/docs` and `/api/v1/openapi.json`."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

import shiqiao
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.surfaces.api.auth import AUTH
from shiqiao.surfaces.api.sockets import routers
from shiqiao.surfaces.api.views import router
from shiqiao.surfaces.kit.errors import describe, status_of

api = NinjaAPI(title="Shiqiao", version=shiqiao.__version__, urls_namespace="api-v1", auth=AUTH)
api.add_router("", router)
for entry in routers:
    api.add_router(f"/{entry.prefix}", entry.router)


@api.exception_handler(ShiqiaoError)
def known_error(request: HttpRequest, error: ShiqiaoError) -> HttpResponse:
    """Answer an error of base or kernel with its code, sentence and fields."""
    return api.create_response(request, describe(error), status=status_of(error))


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what does not fit the schema, naming each field."""
    fields = {".".join(str(part) for part in one["loc"][2:] or one["loc"]): one["msg"] for one in error.errors}
    return known_error(request, Invalid(fields=fields))


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a call without a valid token."""
    said = {"code": "unauthorised", "message": "Send a valid token: Authorization: Bearer …", "fields": {}}
    return api.create_response(request, said, status=401)


urlpatterns = [path("", api.urls)]
