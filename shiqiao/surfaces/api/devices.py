"""Field devices over the API: register this browser, stay in contact, list and revoke one's own. Signed-in persons only."""

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from shiqiao.base.time import now
from shiqiao.kernel.people import fielddevices
from shiqiao.kernel.people.errors import DeviceRevoked
from shiqiao.surfaces.api.answers import answers
from shiqiao.surfaces.api.auth import scope as needs
from shiqiao.surfaces.api.views import actor_of
from shiqiao.surfaces.kit.entries import OFFICIALS, declared

router = Router(tags=["devices"])


class DeviceIn(Schema):
    """A device to register: its name, and the public half of the key that the browser made."""

    name: str = Field(..., min_length=1, max_length=60)
    public_key: str = Field(..., max_length=100, description="65 bytes in base64url: a point on P-256")


class HalfOut(Schema):
    """The server's half of the store's key, to be forgotten after `lasts` seconds."""

    id: int
    half: str
    lasts: int


class ContactIn(Schema):
    """A sign of life: a counter above the last one, and the device's signature."""

    counter: int = Field(..., gt=0, lt=2**53)
    signature: str = Field(..., max_length=100, description="64 bytes in base64url: r and s of ECDSA on P-256")


class ContactOut(Schema):
    """Live: the half anew. Revoked: when, and the notice that only this server can have made; wipe the store."""

    state: Literal["live", "revoked"]
    half: str = ""
    lasts: int = 0
    at: str = ""
    notice: str = ""


class DeviceOut(Schema):
    """One of your devices."""

    id: int
    name: str
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None


@router.get("/devices", response=answers({200: list[DeviceOut]}))
@declared(OFFICIALS, "own")
@needs("read")
def devices(request: HttpRequest) -> list[Any]:
    """List your field devices, the live ones first."""
    return [DeviceOut.from_orm(row) for row in fielddevices.own_field_devices(actor_of(request))]


@router.post("/devices", response=answers({201: HalfOut}))
@declared(OFFICIALS, "own")
@needs("move")
def register(request: HttpRequest, body: DeviceIn) -> Status:
    """Register this browser as a field device of yours; at most five at a time."""
    made = fielddevices.register_field_device(
        name=body.name, public_key=body.public_key, by=actor_of(request), at=now()
    )
    return Status(201, {"id": made.device.pk, "half": made.half, "lasts": int(made.lasts.total_seconds())})


@router.post("/devices/{number}/contact", response=answers({200: ContactOut}, 404, 409))
@declared(OFFICIALS, "own")
@needs("move")
def contact(request: HttpRequest, number: int, body: ContactIn) -> dict[str, Any]:
    """Get the half anew, or learn that the device is revoked."""
    try:
        found = fielddevices.contact_field_device(
            device=number, counter=body.counter, signature=body.signature, by=actor_of(request), at=now()
        )
    except DeviceRevoked as error:
        return {"state": "revoked", "at": error.params["at"], "notice": error.params["notice"]}
    return {"state": "live", "half": found.half, "lasts": int(found.lasts.total_seconds())}


@router.post("/devices/{number}/revoke", response=answers({200: DeviceOut}, 404))
@declared(OFFICIALS, "own")
@needs("move")
def revoke(request: HttpRequest, number: int) -> DeviceOut:
    """End a device at once; the security administrator ends anybody's."""
    with transaction.atomic():
        return DeviceOut.from_orm(fielddevices.revoke_field_device(device=number, by=actor_of(request), at=now()))
