"""Setting a street up from a locality's folder. Running it again changes only what the files changed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Invalid
from shiqiao.base.plugs import locality_files
from shiqiao.kernel.catalogue import actions as catalogue
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.clocks import actions as clocks
from shiqiao.kernel.flows import actions as flows
from shiqiao.kernel.flows.reads import flow_files
from shiqiao.kernel.matters.report import CHANNELS
from shiqiao.kernel.patrols.actions import publish_plan
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.imports import import_people
from shiqiao.kernel.people.models import Unit
from shiqiao.kernel.people.units import set_unit_phone
from shiqiao.kernel.phrases import actions as phrases
from shiqiao.kernel.retention import actions as retention
from shiqiao.kernel.retention import reads as retained
from shiqiao.kernel.retention import rules as retention_rules
from shiqiao.kernel.routing import actions as routing
from shiqiao.kernel.routing.reads import routing_for
from shiqiao.kernel.routing.rules.table import fingerprint, parse
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.kernel.scoring import reads as scored
from shiqiao.kernel.scoring import rules as scoring_rules
from shiqiao.kernel.scoring.standings import publish_leagues
from shiqiao.kernel.territory import actions as territory
from shiqiao.kernel.territory.gridlists import import_grid_list
from shiqiao.kernel.territory.profiles import Station, StreetProfile, set_profile
from shiqiao.kernel.visits.actions import publish_checklist, set_budget
from shiqiao.kernel.visits.errors import ChecklistUnfit
from shiqiao.kernel.visits.reads import visit_kinds
from shiqiao.places.schema import Locality, SourceFile, StationEntry, read_locality

Say = Callable[[str], None]


def install(folder: Path, *, by: Actor, at: datetime, say: Say = lambda text: None) -> Locality:
    """Set a street up: divisions, grids, addresses, calendar, lines, units, people, flows and catalogue, in this order.

    One transaction: a mistake in any file leaves nothing behind. Raises Invalid or ImportRefused naming the place.
    """
    locality = read_locality(folder)
    street = locality.number
    with whole(), transaction.atomic():
        say("territory")
        _territory(folder, locality, by, at)
        set_profile(wanted=_profile(locality), by=by, at=at)
        clocks.seed_calendar(place=street, hours=locality.office_hours, by=by, at=at)
        say("people")
        _people(folder, locality, by, at)
        say("flows")
        for entry in flow_files:
            flows.publish_flow(text=entry.path.read_text(), by=by, at=at)
        say("catalogue")
        texts = {source.file: _source(folder, source).read_text() for source in locality.catalogue}
        outcomes = _source(folder, locality.outcomes).read_text()
        catalogue.publish_catalogue(street=street, texts=texts, outcomes=outcomes, by=by, at=at)
        say("visits")
        _visits(street, by, at, say)
        set_budget(street=street, most=locality.visit_budget, by=by, at=at)
        if locality.patrols:
            publish_plan(street=street, text=_source(folder, locality.patrols).read_text(), by=by, at=at)
        if locality.indicators:
            _indicators(_source(folder, locality.indicators).read_text(), street, by, at, say)
        if locality.standings:
            publish_leagues(street=street, text=_source(folder, locality.standings).read_text(), by=by, at=at)
        if locality.routing:
            say("routing")
            _routing(_source(folder, locality.routing).read_text(), street, by, at, say)
        if locality.retention:
            say("retention")
            _retention(_source(folder, locality.retention).read_text(), street, by, at, say)
        if locality.phrases:
            say("phrases")
            _phrases(_source(folder, locality.phrases).read_text(), locality, by, at)
        _scene_files(folder, locality, by, at, say)
    return locality


def _routing(text: str, street: int, by: Actor, at: datetime, say: Say) -> None:
    """Publish the first version; a file that differs from the rules in force is only named: it has to be rehearsed."""
    standing = routing_for(street)
    if standing is None:
        routing.publish_routing(street=street, text=text, channels=CHANNELS, by=by, at=at, unrehearsed=True)
    elif fingerprint(parse(text)) != standing.fingerprint:
        say(f"routing: the file differs from version {standing.version}; rehearse it and publish it")


def _indicators(text: str, street: int, by: Actor, at: datetime, say: Say) -> None:
    """Publish the first version, for the month of the installation on; a file that differs later is only named."""
    standing = scored.versions(street)
    if not standing:
        scoring.publish_table(street=street, text=text, starts=localdate(at).replace(day=1), by=by, at=at)
    elif scoring_rules.fingerprint(scoring.read_table(text)) != scoring_rules.fingerprint(standing[-1].table):
        say(f"indicators: the file differs from version {standing[-1].version}; publish it from the desk")
    for one in scored.uncounted(scoring.read_table(text)):
        say(f"indicators: {one.code} is not counted, the scene {one.scene} is off")


def _scene_files(folder: Path, locality: Locality, by: Actor, at: datetime, say: Say) -> None:
    """Let the scenes read their files; one that no scene asks for is only named: its scene is off."""
    for entry in locality_files:
        if name := locality.scene_files.get(entry.key):
            say(entry.key)
            text = (folder / name).read_text(encoding="utf-8")
            entry.take_over(street=locality.number, text=text, by=by, at=at, say=say)
    for key in sorted(locality.scene_files.keys() - {entry.key for entry in locality_files}):
        say(f"{key}: left out, no scene that is on reads it")


def _retention(text: str, street: int, by: Actor, at: datetime, say: Say) -> None:
    """Publish the first version of the retention rules; a file that differs from those in force is only named."""
    standing = retained.latest(street)
    if standing is None:
        retention.publish_rules(street=street, text=text, by=by, at=at)
    elif retention_rules.fingerprint(retention_rules.parse(text)) != standing.fingerprint:
        say(f"retention: the file differs from version {standing.version}; publish it from the desk")


def _phrases(text: str, locality: Locality, by: Actor, at: datetime) -> None:
    phrases.take_over(street=locality.number, text=text, by=by, at=at)
    if locality.phone:
        phrases.set_phone(street=locality.number, phone=locality.phone, by=by, at=at)


def _territory(folder: Path, locality: Locality, by: Actor, at: datetime) -> None:
    files = locality.territory
    territory.import_divisions(folder / files["divisions"], by=by, at=at, strict=True)
    if "grids" in files:
        grids = folder / files["grids"]
        # A map with boundaries, or a plain list where nobody has drawn any yet.
        take = territory.import_grids if grids.suffix.endswith("json") else import_grid_list
        take(grids, by=by, at=at, strict=True)
    if "addresses" in files:
        territory.import_addresses(folder / files["addresses"], street=locality.number, by=by, at=at, strict=True)


def _profile(locality: Locality) -> StreetProfile:
    title, office, centre = locality.title, locality.office, locality.centre
    return StreetProfile(
        locality.number, locality.code, title.zh, title.en, office.zh, office.en, centre.lon, centre.lat, centre.zoom,
        locality.phone, _hours(locality.office_hours), _stations(locality), locality.theme.accent,
    )  # fmt: skip


def _hours(given: Any) -> tuple[str, ...]:
    """Return the parts of an ordinary workday; hours with rules by weekday and season are shown to residents elsewhere."""
    return tuple(part for part in given if isinstance(part, str)) if isinstance(given, list) else ()


def _stations(locality: Locality) -> tuple[Station, ...]:
    titles = {unit.code: unit.title for unit in locality.units}
    unknown = [one.unit for one in locality.stations if one.unit not in titles]
    if unknown:
        raise Invalid(unit=unknown[0], fields={"stations": "There is no unit {unit}; name one of the units."})
    return tuple(
        Station(titles[one.unit].zh, titles[one.unit].en, one.phone, one.hours, *_address(one))
        for one in locality.stations
    )


def _address(one: StationEntry) -> tuple[str, str]:
    return (one.address.zh, one.address.en) if one.address else ("", "")


def _people(folder: Path, locality: Locality, by: Actor, at: datetime) -> None:
    for line in locality.lines:
        people.add_line(code=line.code, title_zh=line.title.zh, title_en=line.title.en, by=by, at=at)
    known = {unit.code: unit for unit in Unit.objects.filter(street=locality.number)}
    stations = {one.unit: one.phone for one in locality.stations}
    for entry in locality.units:
        phone = entry.phone or stations.get(entry.code, "")
        if entry.code not in known:
            known[entry.code] = people.add_unit(
                street=locality.number, code=entry.code, title_zh=entry.title.zh, title_en=entry.title.en,
                kind=entry.kind, community=int(entry.community or 0), parent=known.get(entry.parent), phone=phone,
                by=by, at=at,
            )  # fmt: skip
        elif phone and not known[entry.code].phone:  # what was entered since stays
            known[entry.code] = set_unit_phone(unit=known[entry.code], phone=phone, by=by, at=at)
    import_people(folder / locality.people.staff, street=locality.number, by=by, at=at, strict=True)


def _visits(street: int, by: Actor, at: datetime, say: Say) -> None:
    """Publish the checklists of all scenes; one that names items the street has not taken over is named and left out."""
    for entry in visit_kinds:
        try:
            publish_checklist(street=street, text=entry.path.read_text(), by=by, at=at)
        except ChecklistUnfit as error:
            say(f"visits: {entry.path.name} left out: {error}")


def _source(folder: Path, source: SourceFile) -> Path:
    """A file of the locality, or of a scene through its socket; a scene that is off has none."""
    if not source.scene:
        return folder / source.file
    for scene, entry in catalogue_files.by_scene():
        if scene == source.scene and entry.path.name == Path(source.file).name:
            return entry.path
    raise Invalid(
        scene=source.scene,
        file=source.file,
        fields={
            "catalogue": "The scene {scene} has no file {file}; switch the scene on or change locality.yaml.",
        },
    )
