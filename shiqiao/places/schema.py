"""The schema of `locality.yaml`. Pure."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml_file
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.territory.rules.accents import ACCENTS, check_accent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Division(_Strict):
    """A division above the street."""

    code: str
    title: Title


class Centre(_Strict):
    """Where the map opens, WGS84."""

    lon: float
    lat: float
    zoom: int = 15


class LineEntry(_Strict):
    """A line of work."""

    code: str
    title: Title


class UnitEntry(_Strict):
    """A unit of the office."""

    code: str
    kind: str
    title: Title
    parent: str = ""
    community: str = ""
    phone: str = ""


class StationEntry(_Strict):
    """A service station as residents find it: telephone, opening hours (empty: as the office) and address."""

    unit: str
    phone: str = ""
    hours: tuple[str, ...] = ()
    address: Title | None = None


class SourceFile(_Strict):
    """A file of the locality itself, or of a scene."""

    file: str
    scene: str = ""


class Theme(_Strict):
    """How the street's pages look: a named accent of the kit."""

    accent: str = ACCENTS[0]


class People(_Strict):
    """The staff table."""

    staff: str


class Locality(_Strict):
    """A street as data. What is not written here keeps the product's default."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    street: str = Field(pattern=r"^[0-9]{9}$")
    title: Title
    office: Title
    district: Division
    city: Division
    province: Division
    centre: Centre
    time_zone: str = "Asia/Shanghai"
    demo: dict[str, Any] = {}
    office_hours: Any
    lines: tuple[LineEntry, ...]
    catalogue: tuple[SourceFile, ...]
    outcomes: SourceFile
    people: People
    territory: dict[str, Any]
    units: tuple[UnitEntry, ...]
    routing: SourceFile | None = None  # the first version of the routing rules; later ones are rehearsed and published
    indicators: SourceFile | None = None  # what is assessed; the first version, later ones are published from the desk
    standings: SourceFile | None = None  # among whom the street and its district are ranked
    patrols: SourceFile | None = None  # the plan of patrols; published again whenever it changes
    retention: SourceFile | None = None  # the first version of the retention rules
    scene_files: dict[str, str] = {}  # files that scenes read, by the name under which they ask for them
    phrases: SourceFile | None = None  # what phone clerks ask and answer, to begin with
    visit_budget: dict[str, int] = {}  # knocks at one door in a month, by kind of door: household, organisation …
    phone: str = ""  # the office's own telephone, as phrases and the portal name it
    theme: Theme = Theme()
    stations: tuple[StationEntry, ...] = ()  # service stations that the portal shows

    @property
    def number(self) -> int:
        """Return the street as a number."""
        return int(self.street)


def read_locality(folder: Path) -> Locality:
    """Read a locality's folder; raises Invalid naming each wrong place."""
    try:
        found = Locality.model_validate(read_yaml_file(folder / "locality.yaml", field="locality"))
    except ValidationError as error:
        raise Invalid("The file locality.yaml has mistakes.", fields=places(error)) from error
    check_accent(found.theme.accent, field="theme.accent")
    return found
