"""Which answers an operation documents: its good ones, those that any call may get, and its own refusals."""

from typing import Any

from shiqiao.surfaces.api.schemas import ErrorOut

# 400 what cannot be read at all, 401 no valid token, 403 not from this post, 422 a value that does not fit, 503 try again.
ANY_CALL = (400, 401, 403, 422, 503)


def answers(good: dict[int, Any], *refusals: int) -> dict[Any, Any]:
    """Return the documented answers of an operation: `good` by status, what any call may get, and its own `refusals`."""
    return {**good, **dict.fromkeys(sorted({*ANY_CALL, *refusals}), ErrorOut)}


def leads_to(
    good: int, *operations: str, value: str = "$response.body#/number", name: str = "number"
) -> dict[str, Any]:
    """Return what an operation adds to its description: with which value of its answer which operations go on."""
    links = {one: {"operationId": one, "parameters": {name: value}} for one in operations}
    return {"responses": {good: {"links": links}}}
