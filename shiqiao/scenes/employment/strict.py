"""The base of what is read from the street's file: unknown keys are refused. Pure."""

from pydantic import BaseModel, ConfigDict

CODE = r"^[a-z][a-z0-9_]{1,28}[a-z0-9]$"


class Strict(BaseModel):
    """A part of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
