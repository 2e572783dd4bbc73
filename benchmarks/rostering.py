"""What a year's roster for 40 people costs. `python -m benchmarks.rostering [PEOPLE]`; no installation is needed.

The shifts are those of the model street in 2018: day and night on working days, 24 hours on days off, one leader and one or two
officers; each person is away for ten days. A loop of plain arithmetic calibrates.
"""

import json
import os
import sys
import time as clock
from datetime import date
from typing import Any

from shiqiao.scenes.duty.fairness import Counts, plain
from shiqiao.scenes.duty.planning import Demand, Slot, make

FIRST, DAYS, DAY = date(2018, 1, 1).toordinal(), 365, 1440
# Days of holidays of 2018 as ordinals of the year, from 0; made-up working days are left as they are.
HOLIDAYS = frozenset(
    {0, *range(45, 52), *range(94, 97), *range(118, 121), *range(166, 169), *range(264, 267), *range(273, 280)}
)


def slots() -> list[Slot]:
    """Return the places of a year's shifts."""
    found = []
    for n in range(DAYS):
        begin, holiday = (FIRST + n) * DAY + 510, n in HOLIDAYS
        off = holiday or date.fromordinal(FIRST + n).isoweekday() > 5
        shifts = [(begin, DAY, DAY, True)] if off else [(begin, 540, 720, False), (begin + 540, 900, DAY, True)]
        for start, lasts, rest, night in shifts:
            days = tuple(sorted({start // DAY, (start + lasts - 1) // DAY}))
            for role, many in (("leader", 1), ("officer", 2 if night else 1)):
                found += [Slot(role, start, start + lasts, rest, days, night, off and not holiday, holiday)] * many
    return found


def main(people: int = 40) -> dict[str, Any]:
    """Make the roster, and return seconds and the figures of fairness."""
    leaders = people // 4
    pools = {"leader": range(1, leaders + 1), "officer": range(leaders + 1, people + 1)}
    away = {one: frozenset(range(FIRST + one * 8, FIRST + one * 8 + 10)) for one in range(1, people + 1)}
    task = Demand(slots(), pools, away, seed=1)
    begun, busy = clock.perf_counter(), clock.process_time()
    plan = make(task)
    took, worked = clock.perf_counter() - begun, clock.process_time() - busy
    found: dict[str, Any] = {
        "people": people, "places": len(task.slots), "empty": sum(not one.person for one in plan.choices), "moves": plan.moves,
        "seconds": round(took, 2), "processor": round(worked, 2), "calibration": calibrated(),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    for role, pool in pools.items():
        counts = dict.fromkeys(pool, Counts())
        for slot, choice in zip(task.slots, plan.choices, strict=True):
            if slot.role == role and choice.person:
                counts[choice.person] += Counts.of(night=slot.night, weekend=slot.weekend, holiday=slot.holiday)
        found[role] = plain(counts)
    return found


def calibrated() -> float:
    """Return the seconds of ten million additions on this machine now."""
    begun, total = clock.perf_counter(), 0
    for n in range(10_000_000):
        total += n
    return round(clock.perf_counter() - begun, 2)


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:2])), indent=1))
