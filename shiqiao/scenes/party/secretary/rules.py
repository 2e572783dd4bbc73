"""What a gate lacks, when steps are due, how far a project is. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shiqiao.scenes.party.secretary.definitions import SecretaryRules, StepSaid


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a gate lacks: deliverables without evidence, parties whose part is not written down. Empty: it may be passed."""

    deliverables: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.deliverables or self.parties)


def lacking(rules: SecretaryRules, step: StepSaid, evidenced: Collection[str], told: Collection[str]) -> Lacking:
    """Return what the gate of a step lacks: `evidenced` deliverables have evidence, `told` parties have their part written."""
    parties = [one.code for one in rules.parties if one.code not in told] if rules.parts_at_gate else []
    return Lacking(tuple(code for code in step.gate if code not in evidenced), tuple(parties))


def dues(begins: date, steps: Sequence[StepSaid]) -> list[date]:
    """Return the day by which each step is to be passed, one after the other."""
    found, day = [], begins
    for one in steps:
        day += timedelta(days=one.days)
        found.append(day)
    return found


def passed_share(states: Sequence[str]) -> int:
    """Return how many of a hundred steps are passed, rounded down."""
    return 100 * sum(one == "passed" for one in states) // len(states) if states else 0
