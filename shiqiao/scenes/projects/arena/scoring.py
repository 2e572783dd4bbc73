"""How an arena scores: values per base on a published scale, judges made comparable, guards, weights, ranks. Pure.

All of it follows from the rules and what was counted, so that the same records give the same score on any later day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isqrt

from shiqiao.scenes.projects.arena.definitions import Guard, Indicator, Judges, Rules

HUNDRED = Fraction(100)
Marks = Mapping[str, Mapping[int, Fraction]]  # entrant → judge → mark


@dataclass(frozen=True, slots=True)
class Based:
    """An entrant with its base figures."""

    code: str
    households: int
    staff: int
    difficulty: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What an indicator gives an entrant: the raw value, the value per base, points of 100, what they add to the total."""

    code: str
    raw: Fraction | None
    based: Fraction | None
    points: Fraction
    adds: Fraction
    lost_to: str = ""  # the guard that took it
    note: str = ""  # few_judges, few_marked, small_base, no_value
    each: Fraction | None = None  # of a small base: by how much one household more or less moves the share


@dataclass(frozen=True, slots=True)
class Score:
    """An entrant's score: its parts, the total of 100, its place; how far it came since the earlier day."""

    entrant: str
    parts: tuple[Part, ...]
    guards: tuple[tuple[str, Fraction | None, bool], ...] = ()
    total: Fraction = Fraction(0)
    place: int = 0
    before: Fraction | None = None
    improved: Fraction | None = None
    improved_place: int = 0
    raw_place: int = 0  # by the raw values of the heaviest indicator that is measured per base


@dataclass(frozen=True)
class Counted:
    """What was counted: values by indicator and entrant, marks by indicator; the same as of the earlier day."""

    values: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    marks: Mapping[str, Marks] = field(default_factory=dict)


# ── judges ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def judged(marks: Marks, entrants: Sequence[str], rules: Judges) -> dict[str, tuple[Fraction | None, Fraction, str]]:
    """Return of each entrant the mean of its marks, the comparable points, and a note.

    `z`: a mark counts by its distance from the judge's own mean in that judge's standard deviations, `step` points each
    round `middle`; a strict judge drags nobody down. `rank`: by its place among the marks of the same judge. A panel smaller
    than `least`, or fewer than three marked entrants, is too small for either: then plain means stand, and a note says so.
    """
    judges = {judge for row in marks.values() for judge in row}
    raw = {code: _mean(list(marks.get(code, {}).values())) for code in entrants}
    note = "few_judges" if len(judges) < rules.least else "few_marked" if len(marks) < 3 else ""
    if note:
        return {
            code: (raw[code], raw[code] or Fraction(0), note if raw[code] is not None else "no_value")
            for code in entrants
        }
    by_judge = {judge: {code: row[judge] for code, row in marks.items() if judge in row} for judge in judges}
    made = {judge: (_ranked if rules.method == "rank" else _spread)(given, rules) for judge, given in by_judge.items()}
    found = {}
    for code in entrants:
        own = [points[code] for points in made.values() if code in points]
        mean = _mean(own)
        found[code] = (raw[code], mean if mean is not None else Fraction(0), "" if own else "no_value")
    return found


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _spread(given: Mapping[str, Fraction], rules: Judges) -> dict[str, Fraction]:
    middle, mean = Fraction(rules.middle), _mean(list(given.values())) or Fraction(0)
    deviation = root(_mean([(one - mean) ** 2 for one in given.values()]) or Fraction(0))
    if not deviation:
        return dict.fromkeys(given, middle)
    return {code: clamped(middle + (one - mean) / deviation * Fraction(rules.step)) for code, one in given.items()}


def _ranked(given: Mapping[str, Fraction], rules: Judges) -> dict[str, Fraction]:
    if len(given) < 2:
        return dict.fromkeys(given, Fraction(rules.middle))
    last = len(given) - 1
    found = {}
    for code, one in given.items():
        below = sum(other < one for other in given.values())
        same = sum(other == one for other in given.values()) - 1
        found[code] = (below + Fraction(same, 2)) * HUNDRED / last
    return found


def root(value: Fraction) -> Fraction:
    """Return a square root to six digits, the same on every machine."""
    return Fraction(isqrt(int(value * 10**12)), 10**6)


def clamped(points: Fraction) -> Fraction:
    """Return points between 0 and 100."""
    return max(Fraction(0), min(HUNDRED, points))


# ── indicators ─────────────────────────────────────────────────────────────────────────────────────────────────────


def based(value: Fraction, one: Indicator | Guard, entrant: Based, rules: Rules) -> Fraction:
    """Return a value per base, and eased by the class of difficulty where the indicator says so."""
    base = {"household": entrant.households, "staff": entrant.staff}.get(one.per, 1)
    eased = rules.factor(entrant.difficulty) if getattr(one, "eased", False) else 1
    return value * eased / base


def points(value: Fraction, one: Indicator) -> Fraction:
    """Return the points of a value per base on the published scale."""
    zero, full = Fraction(one.zero), Fraction(one.full)
    return clamped((value - zero) / (full - zero) * HUNDRED)


Panel = Mapping[str, tuple[Fraction | None, Fraction, str]]


def _part(one: Indicator, entrant: Based, counted: Counted, panel: Panel, rules: Rules) -> Part:
    share = Fraction(one.weight) / rules.weight
    if one.kind == "judged":
        raw, mark, note = panel[entrant.code]
        return Part(one.code, raw, mark if raw is not None else None, mark, mark * share, note=note)
    value = counted.values.get(one.code, {}).get(entrant.code)
    if value is None:
        return Part(one.code, None, None, Fraction(0), Fraction(0), note="no_value")
    per = based(value, one, entrant, rules)
    made = points(per, one)
    small = one.per == "household" and entrant.households < rules.small
    each = points(per + Fraction(1, entrant.households), one) - made if small else None
    return Part(one.code, value, per, made, made * share, note="small_base" if small else "", each=each)


Told = tuple[tuple[str, Fraction | None, bool], ...]


def _guarded(parts: Sequence[Part], rules: Rules, entrant: Based, counted: Counted) -> tuple[tuple[Part, ...], Told]:
    told, lost = list[tuple[str, Fraction | None, bool]](), dict[str, str]()
    for guard in rules.guards:
        value = counted.values.get(guard.code, {}).get(entrant.code)
        per = None if value is None else based(value, guard, entrant, rules)
        over = per is not None and per > Fraction(guard.most)
        told.append((guard.code, per, over))
        if over:
            lost.update(dict.fromkeys(guard.costs, guard.code))
    return tuple(_lost(one, lost[one.code]) if one.code in lost else one for one in parts), tuple(told)


def _lost(one: Part, guard: str) -> Part:
    return replace(one, points=Fraction(0), adds=Fraction(0), lost_to=guard)


def totals(rules: Rules, entrants: Sequence[Based], counted: Counted) -> list[Score]:
    """Return the scores of a moment without their places."""
    codes = [one.code for one in entrants]
    panels = {
        one.code: judged(counted.marks.get(one.code, {}), codes, rules.judges)
        for one in rules.indicators
        if one.kind == "judged"
    }
    found = []
    for entrant in entrants:
        parts = [_part(one, entrant, counted, panels.get(one.code, {}), rules) for one in rules.indicators]
        kept, told = _guarded(parts, rules, entrant, counted)
        total = sum((one.adds for one in kept), Fraction(0))
        found.append(Score(entrant.code, kept, told, total))
    return found


def standing(rules: Rules, entrants: Sequence[Based], counted: Counted, earlier: Counted) -> list[Score]:
    """Return all scores with their places, the highest first; who came farthest since the earlier day beside them.

    Judges' marks have no earlier day: how far one came is told of what records and readings give.
    """
    past = {one.entrant: _without_judges(one, rules) for one in totals(rules, entrants, earlier)}
    scores = [
        replace(one, before=past[one.entrant], improved=_without_judges(one, rules) - past[one.entrant])
        for one in totals(rules, entrants, counted)
    ]
    places = placed({one.entrant: one.total for one in scores})
    farthest = placed({one.entrant: one.improved or Fraction(0) for one in scores})
    raw = placed(_raw(rules, scores))
    scores = [
        replace(one, place=places[one.entrant], improved_place=farthest[one.entrant], raw_place=raw.get(one.entrant, 0))
        for one in scores
    ]
    return sorted(scores, key=lambda one: (one.place, one.entrant))


def _without_judges(score: Score, rules: Rules) -> Fraction:
    kinds = {one.code: one.kind for one in rules.indicators}
    return sum((one.adds for one in score.parts if kinds[one.code] != "judged"), Fraction(0))


def _raw(rules: Rules, scores: Sequence[Score]) -> dict[str, Fraction]:
    """Return the raw values of the heaviest indicator that is measured per base: what would rank without bases."""
    known = sorted((one for one in rules.indicators if one.per != "none"), key=lambda one: -one.weight)
    if not known:
        return {}
    return {
        score.entrant: part.raw for score in scores for part in score.parts
        if part.code == known[0].code and part.raw is not None
    }  # fmt: skip


def placed(values: Mapping[str, Fraction]) -> dict[str, int]:
    """Return places from the highest down; equal values share one."""
    return {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}


# ── as JSON, in which a frozen contest keeps its scores ────────────────────────────────────────────────────────────


def plain(scores: Sequence[Score]) -> list[dict[str, object]]:
    """Return scores as JSON keeps them, fractions as they are."""
    return [
        {
            "entrant": one.entrant, "total": _text(one.total), "place": one.place, "before": _text(one.before),
            "improved": _text(one.improved), "improved_place": one.improved_place, "raw_place": one.raw_place,
            "guards": [[code, _text(value), over] for code, value, over in one.guards],
            "parts": [
                [part.code, _text(part.raw), _text(part.based), _text(part.points), _text(part.adds), part.lost_to, part.note,
                 _text(part.each)]
                for part in one.parts
            ],
        }
        for one in scores
    ]  # fmt: skip


def read(kept: Sequence[Mapping[str, object]]) -> list[Score]:
    """Read scores back."""
    return [_read(one) for one in kept]


def _read(one: Mapping[str, object]) -> Score:
    rows: list[list[object]] = one["parts"]  # type: ignore[assignment]
    guards: list[list[object]] = one["guards"]  # type: ignore[assignment]
    parts = tuple(
        Part(str(row[0]), _value(row[1]), _value(row[2]), _value(row[3]) or Fraction(0), _value(row[4]) or Fraction(0),
             str(row[5]), str(row[6]), _value(row[7]))
        for row in rows
    )  # fmt: skip
    return Score(
        str(one["entrant"]), parts, tuple((str(code), _value(value), bool(over)) for code, value, over in guards),
        _value(one["total"]) or Fraction(0), int(str(one["place"])), _value(one["before"]), _value(one["improved"]),
        int(str(one["improved_place"])), int(str(one["raw_place"])),
    )  # fmt: skip


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _value(text: object) -> Fraction | None:
    return None if text is None else Fraction(str(text))
