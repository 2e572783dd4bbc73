"""How a street exchanges with 12345: the scene's exchange.yaml, overlaid by the street's own file in the data folder."""

from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml_file
from shiqiao.kernel.clocks.rules import Term
from shiqiao.scenes.hotline.mapping import OrderMapping, read_order_mapping

HERE = Path(__file__).parent
By = Literal["auto", "hand"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Http(_Strict):
    """Where letters are posted; https except to this machine."""

    address: str = Field("", pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\S*)?$")
    timeout: int = Field(5, ge=1, le=20)


class Weights(_Strict):
    """The weights of the three rates in the score."""

    response: int = Field(ge=0, le=100)
    solved: int = Field(ge=0, le=100)
    satisfied: int = Field(ge=0, le=100)


class Exchange(_Strict):
    """The settings of one street's exchange."""

    mapping: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    objection: str
    respond: str
    receipts: By
    results: By
    transport: Literal["file", "http"]
    http: Http = Http()
    tries: int = Field(ge=1, le=50)
    weights: Weights
    partly: int = Field(ge=0, le=100)

    @field_validator("objection", "respond")
    @classmethod
    def _term(cls, text: str) -> str:
        try:
            return str(Term.parse(text))
        except Invalid:
            raise ValueError(f"{text} is not a term; write 4wh, 5wd, 24ch, 7cd or same_day") from None

    @property
    def part(self) -> Fraction:
        """Return what partly satisfied counts, 0 to 1."""
        return Fraction(self.partly, 100)


def exchange_of(street: int) -> Exchange:
    """Return the settings of a street; raises Invalid naming every wrong key of its file."""
    own = folder() / f"{street}.yaml"
    return _exchange(own, own.stat().st_mtime_ns if own.exists() else 0)


def mapping_of(street: int) -> OrderMapping:
    """Return the mapping of a street's tables."""
    name = f"{exchange_of(street).mapping}.yaml"
    path = next((one for one in (folder() / name, HERE / "mappings" / name) if one.exists()), None)
    if path is None:
        raise Invalid(fields={"mapping": "There is no mapping {name}; put it into the folder hotline."}, name=name)
    return _mapping(path, path.stat().st_mtime_ns)


def token_of(street: int) -> str:
    """Return the token with which letters are posted, empty without one."""
    path = folder() / f"{street}.token"
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def folder() -> Path:
    """Return the folder of the street's own files."""
    return Path(settings.DATA) / "hotline"


@lru_cache(maxsize=64)
def _exchange(own: Path, changed: int) -> Exchange:
    raw: dict[str, Any] = read_yaml_file(HERE / "exchange.yaml")
    try:
        if changed:
            raw |= read_yaml_file(own, field="exchange") or {}
        return Exchange.model_validate(raw)
    except ValidationError as error:
        raise Invalid("The exchange file {name} has mistakes.", name=own.name, fields=places(error)) from error
    except (TypeError, ValueError) as error:
        raise Invalid(
            fields={"exchange": "The file {name} must hold names with their values."}, name=own.name
        ) from error


@lru_cache(maxsize=64)
def _mapping(path: Path, changed: int) -> OrderMapping:
    return read_order_mapping(path)
