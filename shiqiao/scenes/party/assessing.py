"""Communities score units for a year: points by the criteria of the rules, beside what the records show."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.scenes.party import figures, rights
from shiqiao.scenes.party.errors import AssessedAlready
from shiqiao.scenes.party.publishing import rules_of, version_of
from shiqiao.scenes.party.rules import PartyRules
from shiqiao.scenes.party.store import ASSESSMENT, day_of, locked, note, one_of, refuse, words, written
from shiqiao.scenes.party.tables import StationedUnit, UnitAssessment
from shiqiao.scenes.party.units import communities


@transaction.atomic
def assess_unit(
    *, unit: int, community: int, year: int, points: Mapping[str, int], remark: str = "", invented: bool = False, by: Actor,
    at: datetime,
) -> UnitAssessment:  # fmt: skip
    """Score a unit for a year on behalf of a community; what the records showed is kept beside. Locks the unit.

    Raises Forbidden for whoever does not head the community, AssessedAlready, EntryRefused naming each criterion.
    """
    with scope.scoped(*scope.of(by)):
        row = locked(StationedUnit, unit, by.street)
        one_of("community", community, communities(row.street))
        rights.refuse(rights.heads(by, community))
        table = rules_of(row.street)
        _fit(table, points)
        if not 2000 <= year <= day_of(at).year:
            refuse({"year": "This year is still to come."})
        made = UnitAssessment(
            street=row.street, community=community, unit=unit, year=year, version=version_of(row.street),
            points={one.code: int(points[one.code]) for one in table.criteria},
            shown=figures.of_unit(unit, year, community), total=sum(points[one.code] for one in table.criteria),
            remark=words(200, needed=False, remark=remark)["remark"], at=at, account=by.account or 0, invented=invented,
        )  # fmt: skip
        written(lambda: made.save(force_insert=True), AssessedAlready)
        note("party.unit_assessed", ASSESSMENT, made, by=by, at=at, unit=unit, year=year, total=made.total,
             rules=made.version)  # fmt: skip
        return made


def _fit(table: PartyRules, points: Mapping[str, int]) -> None:
    wrong = {
        one.code: "Give points from 0 to the most of this criterion."
        for one in table.criteria
        if not 0 <= points.get(one.code, -1) <= one.most
    }
    refuse(wrong)


def suggested(table: PartyRules, shown: Mapping[str, float]) -> dict[str, int]:
    """Return the points that the records suggest, by criterion; a person decides."""
    return {one.code: one.suggested(shown.get(one.basis, 0)) for one in table.criteria}
