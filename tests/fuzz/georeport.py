"""GeoReport v2 as OpenAPI, kept by hand: the standard has none. Only what our answers promise; shapes of JSON."""

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
NUMBER: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "null"}]}


def _list(**properties: Any) -> dict[str, Any]:
    entry = {"type": "object", "properties": properties, "required": sorted(properties)}
    return {"type": "array", "items": entry}


ERRORS = _list(code={"type": "integer"}, description={"type": "string", "minLength": 1})
SERVICES = _list(
    service_code=TEXT, service_name=TEXT, description=TEXT, metadata={}, type=TEXT, keywords=TEXT, group=TEXT
)
REQUESTS = _list(
    service_request_id=TEXT, status={"enum": ["open", "closed"]}, status_notes=TEXT, service_name=TEXT, service_code=TEXT,
    description=TEXT, requested_datetime=TEXT, updated_datetime=TEXT, expected_datetime=MAYBE, address=MAYBE, lat=NUMBER,
    long=NUMBER, media_url={"type": "null"},
)  # fmt: skip
RECEIPT = _list(service_request_id=TEXT, service_notice=TEXT, account_id={"type": "null"})
TOKEN = _list(token=TEXT, service_request_id=TEXT)
DEFINITION = {"type": "object", "properties": {"service_code": TEXT, "attributes": {"type": "array"}}}
DISCOVERY = {"type": "object", "properties": {"endpoints": {"type": "array"}}}
WHERE = [{"name": "jurisdiction_id", "in": "query", "schema": TEXT}]
WHO = [{"name": "api_key", "in": "query", "schema": TEXT}]
LIST = [{"name": name, "in": "query", "schema": TEXT}
        for name in ("service_request_id", "service_code", "start_date", "end_date", "status")]  # fmt: skip
FORM = {name: TEXT for name in (
    "api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "description", "first_name",
    "last_name", "phone", "email", "media_url", "client_id", "attribute[colour]", "attribute[colour][]")}  # fmt: skip


def _answers(good: dict[int, Any], *refusals: int) -> dict[str, Any]:
    shapes = {**good, **dict.fromkeys(refusals, ERRORS)}
    return {
        str(status): {
            "description": "-",
            "content": {"application/json": {"schema": shape}, "text/xml": {"schema": {}}},
        }
        for status, shape in shapes.items()
    }


def _get(good: Any, *refusals: int, more: list[Any] | None = None) -> dict[str, Any]:
    return {"get": {"parameters": [*WHERE, *(more or [])], "responses": _answers({200: good}, *refusals)}}


def openapi() -> dict[str, Any]:
    """Return the description of `/open311/v2/` in both formats."""
    paths: dict[str, Any] = {}
    for ending in ("json", "xml"):
        at = {
            "name": "name",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
        }
        one = {"parameters": [at]}
        body = {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": FORM}}}
        paths |= {
            f"/open311/v2/discovery.{ending}": _get(DISCOVERY, 400, 404, 422),
            f"/open311/v2/services.{ending}": _get(SERVICES, 400, 404),
            f"/open311/v2/services/{{name}}.{ending}": one | _get(DEFINITION, 400, 404),
            f"/open311/v2/requests.{ending}": _get(REQUESTS, 400, 404, more=LIST)
            | {
                "post": {
                    "requestBody": {"content": body},
                    "responses": _answers({200: RECEIPT, 201: RECEIPT}, 400, 403, 404, 429),
                }
            },
            f"/open311/v2/requests/{{name}}.{ending}": one | _get(REQUESTS, 400, 403, 404, more=WHO),
            f"/open311/v2/tokens/{{name}}.{ending}": one | _get(TOKEN, 400, 403, 404, more=WHO),
        }
    return {"openapi": "3.1.0", "info": {"title": "GeoReport v2", "version": "2"}, "paths": paths}
