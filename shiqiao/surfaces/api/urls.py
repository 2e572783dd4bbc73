"""`/api/v1/`, with `/api/v1/docs` and `/api/v1/openapi.json`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger

import shiqiao
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.surfaces.api import complaints, devices, errands, field, fieldvisits, patrols, together
from shiqiao.surfaces.api.auth import AUTH, state_scopes
from shiqiao.surfaces.api.parsing import StrictParser
from shiqiao.surfaces.api.sockets import routers
from shiqiao.surfaces.api.views import router
from shiqiao.surfaces.api.visits import router as visits
from shiqiao.surfaces.kit.errors import describe, status_of


class Api(NinjaAPI):
    """The API; an operation is known by its function's name, which links name too."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the name under which an operation is known outside."""
        return str(operation.view_func.__name__)


# Without links to single operations: the viewer would put them into its buttons, where a reader of screens cannot follow.
DOCS = Swagger({"deepLinking": False})
api = Api(
    title="Shiqiao", version=shiqiao.__version__, urls_namespace="api-v1", auth=AUTH, parser=StrictParser(), docs=DOCS
)
api.add_router("", router)
api.add_router("", visits)
api.add_router("", together.router)
api.add_router("", complaints.router)
api.add_router("", devices.router)
api.add_router("", patrols.router)
api.add_router("", field.router)
api.add_router("", fieldvisits.router)
api.add_router("", errands.router)
for entry in routers:
    api.add_router(f"/{entry.prefix}", entry.router)
state_scopes(api)


@api.exception_handler(ShiqiaoError)
def known_error(request: HttpRequest, error: ShiqiaoError) -> HttpResponse:
    """Answer an error of base or kernel with its code, sentence and fields."""
    return api.create_response(request, describe(error), status=status_of(error))


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what does not fit the schema, naming each field."""
    fields = {".".join(str(part) for part in one["loc"][2:] or one["loc"]): _sentence(one) for one in error.errors}
    return known_error(request, Invalid(fields=fields))


@api.exception_handler(HttpError)
def not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework refuses in our own form; the parser's own sentences come through."""
    if isinstance(error.__cause__, ShiqiaoError):
        return known_error(request, error.__cause__)
    sentence = _FRAMEWORK.get(error.status_code, Invalid.__doc__ or "")
    said = {"code": Invalid.code, "message": gettext(sentence), "fields": {}}
    return api.create_response(request, said, status=error.status_code)


_FRAMEWORK = {400: "The body is not JSON."}
_SENTENCES = {
    "missing": "This field must be sent.",
    "string_too_long": "Shorten this to {max_length} characters.",
    "string_too_short": "This must not be empty.",
    "string_pattern_mismatch": "This is not in the form that the documentation names.",
    "string_type": "Send text here.",
    "too_long": "Send at most {max_length} of these.",
    "json_invalid": "The body is not JSON.",
}
_NUMBER = "Send a number here."
_MOMENT = "Send a moment as ISO 8601 with its offset, for example 2018-06-27T10:00:00+08:00."
_OTHER = "This value does not fit; see the documentation."


def _sentence(found: dict[str, Any]) -> str:
    """Return our own sentence for a schema error, so that it can be translated."""
    kind = str(found["type"])
    if kind.startswith(("int", "float")):
        return _NUMBER
    if kind.startswith("datetime"):
        return _MOMENT
    sentence = _SENTENCES.get(kind, _OTHER)
    return gettext(sentence).replace("{max_length}", str(found.get("ctx", {}).get("max_length", "")))


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Answer a call without a valid token."""
    said = {"code": "unauthorised", "message": "Send a valid token: Authorization: Bearer …", "fields": {}}
    return api.create_response(request, said, status=401)


urlpatterns = [path("", api.urls)]
