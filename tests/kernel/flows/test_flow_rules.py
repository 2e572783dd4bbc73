"""A flow is a table that is checked when it is read; nothing wanders out of it."""

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.drawing import draw, places
from shiqiao.kernel.flows.rules import WHO, Flow, FlowTable, MoveNotAllowed, fingerprint, parse, reachable

pytestmark = pytest.mark.unit

FILES = sorted((Path(__file__).resolve().parents[3] / "shiqiao" / "scenes").glob("*/flows/*.yaml"))
TITLE = {"zh": "某", "en": "Some"}
SOUND: dict[str, Any] = {
    "flow": "probe", "title": TITLE, "start": "open",
    "states": {"open": {"title": TITLE, "clock": "accept"}, "done": {"title": TITLE, "done": True, "final": True}},
    "moves": [
        {"do": "close", "title": TITLE, "from": "open", "to": "done", "by": "checker", "needs": "reason"},
        {"do": "answer", "title": TITLE, "from": "open", "to": "=", "by": ["assigned"]},
    ],
}  # fmt: skip


def move(**changed: Any) -> dict[str, Any]:
    return {"do": "extra", "title": TITLE, "from": "open", "to": "done", "by": "checker", **changed}


def add_move(**changed: Any) -> Callable[[dict[str, Any]], None]:
    return lambda raw: raw["moves"].append(move(**changed))


def add_state(code: str, *moves: dict[str, Any], **changed: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        raw["states"][code] = {"title": TITLE, **changed}
        raw["moves"] += moves

    return change


def unfinal(raw: dict[str, Any]) -> None:
    raw["states"]["done"]["final"] = False


DEFECTS: dict[str, tuple[Callable[[dict[str, Any]], object], str, str]] = {
    "an unknown start": (lambda raw: raw.update(start="nowhere"), "start", "no state nowhere"),
    "a move to an unknown state": (add_move(to="nowhere"), "moves.2.extra", "no state nowhere"),
    "a move from an unknown state": (add_move(**{"from": "nowhere"}), "moves.2.extra", "no state nowhere"),
    "a move out of the end": (add_move(**{"from": "done", "to": "open"}), "moves.2.extra", "out of the final state"),
    "the same move twice": (add_move(do="close"), "moves.2.close", "stands twice"),
    "an unknown condition": (add_move(when="full_moon"), "moves.2.extra", "no condition full_moon"),
    "an unknown need": (add_move(needs=["reslut"]), "moves.2.extra", "no need reslut"),
    "an unknown role": (add_move(by=["chekcer"]), "moves.2.extra", "no role chekcer"),
    "an unknown clock": (
        add_state("late", move(to="late"), move(do="x", **{"from": "late"}), clock="tea"), "states.late", "clock tea",
    ),
    "a state that nothing reaches": (add_state("island", move(**{"from": "island"})), "states.island", "reached"),
    "a dead end": (add_state("pit", move(to="pit")), "states.pit", "dead end"),
    "a circle without a way out": (
        add_state(
            "ring", move(to="ring"), move(do="on", to="ring2", **{"from": "ring"}),
            move(do="back", to="ring", **{"from": "ring2"}),
        ),
        "states.ring", "circle",
    ),
    "no end at all": (unfinal, "states", "no state is final"),
    "more than thirty moves": (lambda raw: raw["moves"].extend(move(do=f"m{n}") for n in range(30)), "moves", "split"),
    "a title in one language": (lambda raw: raw["states"]["open"].update(title={"zh": "某"}), "states.open.title.en", ""),
    "a misspelt key": (lambda raw: raw["moves"][0].update(neds=["reason"]), "moves.0.neds", ""),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_checker_finds(defect: str) -> None:
    change, where, what = DEFECTS[defect]
    raw = copy.deepcopy(SOUND)
    change(raw)
    if defect.startswith("a circle"):
        raw["states"]["ring2"] = {"title": TITLE}
    with pytest.raises(Invalid) as refused:
        parse(raw)
    assert where in refused.value.fields
    assert what in refused.value.fields[where]


def test_a_sound_table_passes_and_its_fingerprint_follows_the_content() -> None:
    table = parse(SOUND)
    assert fingerprint(table) == fingerprint(parse(copy.deepcopy(SOUND)))
    changed = copy.deepcopy(SOUND)
    changed["moves"][0]["needs"] = []
    assert fingerprint(parse(changed)) != fingerprint(table)
    assert FlowTable.model_validate(table.model_dump(mode="json", by_alias=True)) == table


SHIPPED = [Flow(parse(read_yaml(path.read_text())), 1) for path in FILES]


@pytest.fixture(params=SHIPPED, ids=lambda flow: flow.code)
def shipped(request: pytest.FixtureRequest) -> Flow:
    """Each flow that a scene ships."""
    flow: Flow = request.param
    return flow


Steps = list[tuple[int, set[str]]]


def walk(flow: Flow, steps: Steps) -> set[tuple[str, str]]:
    """Walk a flow by chance and return the (state, move) pairs taken; whatever happens, the table holds."""
    state, taken = flow.table.start, set()
    for number, roles in steps:
        possible = flow.moves_from(state, roles)
        if flow.states[state].final:
            assert possible == []
            break
        if possible:
            chosen = possible[number % len(possible)]
            assert flow.allow(chosen.do, state=state, roles=roles) is chosen
            taken.add((state, chosen.do))
            state = flow.target(chosen, state)
            assert state in flow.states
    return taken


@settings(max_examples=150, deadline=None, database=None)
@given(st.data(), st.lists(st.tuples(st.integers(0, 99), st.sets(st.sampled_from(sorted(WHO)))), max_size=25))
def test_random_walks_never_leave_the_table(chance: st.DataObject, steps: Steps) -> None:
    walk(chance.draw(st.sampled_from(SHIPPED)), steps)


def test_random_walks_take_every_move(shipped: Flow) -> None:
    taken: set[tuple[str, str]] = set()
    for seed in range(400):
        chance = random.Random(seed)
        taken |= walk(shipped, [(chance.randrange(99), set(chance.sample(sorted(WHO), 4))) for _ in range(25)])
    every = {(source, one.do) for one in shipped.table.moves for source in one.sources}
    print(f"{shipped.code}: {len(taken)} of {len(every)} moves walked; never taken: {sorted(every - taken)}")
    assert taken == every


def test_a_move_is_allowed_exactly_when_it_has_a_button(shipped: Flow) -> None:
    for state in shipped.states:
        for role in WHO:
            buttons = {one.do for one in shipped.moves_from(state, {role})}
            for one in shipped.table.moves:
                try:
                    shipped.allow(one.do, state=state, roles={role})
                    allowed = True
                except MoveNotAllowed:
                    allowed = False
                assert allowed == (one.do in buttons)


def test_what_is_refused_says_what_is_possible_instead() -> None:
    sound = Flow(parse(SOUND))
    with pytest.raises(MoveNotAllowed) as elsewhere:
        sound.allow("close", state="done", roles={"checker"})
    assert "is not possible" in str(elsewhere.value)
    with pytest.raises(MoveNotAllowed) as other:
        sound.allow("close", state="open", roles={"handler"})
    assert "checker" in str(other.value)
    assert sound.moves_from("open", set()) == []


def test_the_picture_shows_every_state_and_no_markup_of_titles(shipped: Flow) -> None:
    for language in ("zh", "en"):
        picture = draw(shipped.table, language)  # type: ignore[arg-type]
        for state in shipped.states.values():
            assert getattr(state.title, language) in picture
    assert places(shipped.table).keys() == reachable(shipped.table)
    raw = copy.deepcopy(SOUND)
    raw["states"]["open"]["title"] = {"zh": "<b>开", "en": "a & b"}
    assert "<b>" not in draw(parse(raw))
