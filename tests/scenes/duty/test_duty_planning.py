"""Making a roster is pure: no double duty, rest, every shift manned, the same for the same seed, fair over a year."""

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.scenes.duty.fairness import Counts, evenness, gini, plain, with_newcomers
from shiqiao.scenes.duty.planning import Demand, Plan, Slot, make

FIRST, DAY = date(2018, 1, 1).toordinal(), 1440


def slots_of(days: int, holidays: frozenset[int] = frozenset()) -> list[Slot]:
    """The shifts of some days: day and night on working days, 24 hours else; two officers at night."""
    found = []
    for n in range(days):
        day = FIRST + n
        holiday = n in holidays
        off = holiday or date.fromordinal(day).isoweekday() > 5
        begin = day * DAY + 510
        shifts = [(begin, DAY, DAY, True)] if off else [(begin, 540, 720, False), (begin + 540, 900, DAY, True)]
        for start, lasts, rest, night in shifts:
            touched = tuple(sorted({start // DAY, (start + lasts - 1) // DAY}))
            for role, many in (("leader", 1), ("officer", 2 if night else 1)):
                one = Slot(role, start, start + lasts, rest, touched, night, off and not holiday, holiday)
                found += [one] * many
    return found


def broken(task: Demand, plan: Plan) -> list[str]:
    """Name what a plan breaks."""
    found: list[str] = []
    of: dict[int, list[tuple[int, int, int]]] = {}
    for slot, choice in zip(task.slots, plan.choices, strict=True):
        if not choice.person:
            found.append("nobody")
            continue
        if choice.person not in task.pools[slot.role]:
            found.append("pool")
        if set(slot.days) & task.away.get(choice.person, frozenset()):
            found.append("away")
        of.setdefault(choice.person, []).append((slot.begin, slot.end, slot.rest))
    return found + [one for spans in of.values() for one in too_close(spans)]


def too_close(spans: list[tuple[int, int, int]]) -> list[str]:
    """Name the turns of one person that overlap, or leave too little rest."""
    near = [
        (begin, end, rest, other) for (begin, end, rest), (other, _, _) in pairwise(sorted(spans)) if other < end + rest
    ]
    return [f"{'double' if other < end else 'rest'} {begin}" for begin, end, _, other in near]


@settings(max_examples=25, deadline=None)
@given(
    days=st.integers(7, 40), leaders=st.integers(6, 12), officers=st.integers(9, 24), seed=st.integers(0, 99),
    away=st.dictionaries(st.integers(1, 40), st.frozensets(st.integers(FIRST, FIRST + 40), max_size=3), max_size=4),
    holidays=st.frozensets(st.integers(0, 40), max_size=5),
)  # fmt: skip
def test_no_double_duty_rest_and_every_shift_manned(
    days: int, leaders: int, officers: int, seed: int, away: dict[int, frozenset[int]], holidays: frozenset[int]
) -> None:
    pools = {"leader": range(1, leaders + 1), "officer": range(leaders + 1, leaders + officers + 1)}
    most_away = {one: gone for one, gone in away.items() if one > 1}
    task = Demand(slots_of(days, holidays), pools, most_away, seed=seed)
    plan = make(task)
    wrong = [one for one in broken(task, plan) if one != "nobody"]
    assert not wrong
    if leaders - len(most_away) >= 6 and officers - len(most_away) >= 10:
        assert broken(task, plan) == []
    assert make(task) == plan


def test_nobody_who_can_leaves_the_place_empty_and_says_so() -> None:
    gone = frozenset(range(FIRST, FIRST + 9))
    task = Demand(slots_of(2), {"leader": (1,), "officer": (2, 3, 4, 5)}, {1: gone})
    choices = make(task).choices
    assert choices[0].person == 0
    assert choices[0].why == ("nobody",)
    assert choices[0].passed == ((1, "away", -1),)


def test_each_choice_says_why_and_who_was_passed_over() -> None:
    task = Demand(
        slots_of(60), {"leader": range(1, 9), "officer": range(9, 29)}, avoid={1: frozenset(range(FIRST, FIRST + 60))}
    )
    plan = make(task)
    assert all(choice.why for choice in plan.choices)
    codes = {code for choice in plan.choices for _, code, _ in choice.passed}
    assert codes & {"rest", "close"}
    assert codes <= {"away", "rest", "double", "close", "avoid", "equal"}


def test_a_wished_day_is_given_and_an_unwished_one_avoided() -> None:
    wished = FIRST + 3
    task = Demand(
        slots_of(14), {"leader": range(1, 9), "officer": range(9, 29)}, prefer={5: frozenset({wished})},
        avoid={6: frozenset({wished, wished + 1})},
    )  # fmt: skip
    plan = make(task)
    leaders = [
        choice.person for slot, choice in zip(task.slots, plan.choices, strict=True)
        if slot.role == "leader" and slot.days[0] == wished
    ]  # fmt: skip
    assert 5 in leaders
    assert 6 not in leaders


def test_former_rosters_count_and_a_newcomer_begins_at_the_mean() -> None:
    assert with_newcomers({1: Counts(10, 4), 2: Counts(6, 2)}, (1, 2, 3))[3] == Counts(8, 3)
    history = {1: Counts(30, 20, 5, 2), **{one: Counts(10, 5, 2, 1) for one in range(2, 7)}}
    task = Demand(slots_of(28), {"leader": range(1, 7), "officer": range(7, 27)}, history=history)
    counts = {one: 0 for one in range(1, 7)}
    for slot, choice in zip(task.slots, make(task).choices, strict=True):
        if slot.role == "leader":
            counts[choice.person] += 1
    assert counts[1] < min(counts[one] for one in range(2, 7))


def test_a_year_for_forty_people_is_fair() -> None:
    holidays = frozenset({0, 45, 46, 47, 48, 49, 50, 94, 120, 168, 266, 273, 274, 275, 276})
    pools = {"leader": range(1, 11), "officer": range(11, 41)}
    away = {one: frozenset(range(FIRST + one * 8, FIRST + one * 8 + 10)) for one in range(1, 41)}
    task = Demand(slots_of(365, holidays), pools, away, seed=1)
    plan = make(task)
    assert broken(task, plan) == []
    for role, pool in pools.items():
        counts = dict.fromkeys(pool, Counts())
        for slot, choice in zip(task.slots, plan.choices, strict=True):
            if slot.role == role:
                counts[choice.person] += Counts.of(night=slot.night, weekend=slot.weekend, holiday=slot.holiday)
        told = plain(counts)
        print(role, told)
        assert all(told[side]["most"] - told[side]["least"] <= 2 for side in told)
        assert told["turns"]["gini"] <= 0.03
        assert told["nights"]["gini"] <= 0.03


@given(st.lists(st.integers(0, 50), max_size=30))
def test_gini_is_between_none_and_all(values: list[int]) -> None:
    assert 0 <= gini(values) < 1
    assert gini([7] * len(values)) < 1e-9
    told = evenness(values)
    assert told.apart == (max(values) - min(values) if values else 0)
