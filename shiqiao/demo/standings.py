"""Rankings of the model street: the year that the source report tells, and invented months.

The report (mid-2018) says: first of 17 in the year's assessment of 2017, first in city management in almost every month
of 2017, and the district first in the city. The monthly tables were not published with it; those here are invented.
"""

from datetime import date
from decimal import Decimal
from random import Random

from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.base.time import now
from shiqiao.kernel.scoring.models import StandingTable
from shiqiao.kernel.scoring.standings import Placed, Source, enter_standing, leagues

REPORT = Source("2018年年中新闻报道（2017年度考核）", date(2018, 6, 25))
INVENTED = "示例数据：城市管理月度考评"
OTHERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"  # sixteen plainly invented streets
MONTHS = [date(2017, month, 1) for month in range(1, 13)] + [date(2018, month, 1) for month in range(1, 6)]
SECOND = {date(2017, 3, 1), date(2017, 8, 1)}


def load_standings(street: int) -> int:
    """Enter what is missing; returns how many tables."""
    by = system("demo", street=street)
    with scope.scoped(street):
        known = {one.code: one for one in leagues(street)}
        if not known or StandingTable.objects.filter(street=street).exists():
            return 0
        for code in ("quality_city", "district_in_city"):
            rows = [Placed(1, known[code].ours)]
            enter_standing(
                league=code, span="year", starts=date(2017, 1, 1), rows=rows, source=REPORT, by=by, at=now()
            )  # fmt: skip
        for month in MONTHS:
            source = Source(INVENTED, month.replace(day=28), invented=True)
            enter_standing(
                league="city_management", span="month", starts=month, rows=invented(known["city_management"].ours, month),
                source=source, by=by, at=now(),
            )  # fmt: skip
    return 2 + len(MONTHS)


def invented(ours: str, month: date) -> list[Placed]:
    """Return an invented table of a month, the same for the same month."""
    chance = Random(month.toordinal())
    points = {f"{one}街道（虚构）": Decimal(chance.randint(8000, 9550)) / 100 for one in OTHERS}
    best = max(points.values())
    points[ours] = best - Decimal("0.12") if month in SECOND else best + Decimal(chance.randint(5, 60)) / 100
    ordered = sorted(points.items(), key=lambda pair: -pair[1])
    return [Placed(1 + sum(other > score for other in points.values()), name, score) for name, score in ordered]
