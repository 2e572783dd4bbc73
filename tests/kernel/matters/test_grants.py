"""A post gives its roles where it gives them: another post's territory, unit or line does not carry them further."""

from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Actor, Grant, Reach
from shiqiao.kernel.matters.rules import roles_towards

STREET = (370103003000000, 370103003999999)
COMMUNITIES = [(370103003001000 + n * 1000, 370103003001999 + n * 1000) for n in range(3)]
LINES = ["city", "safety", "livelihood"]
ROLES = ["dispatcher", "checker", "grid_member", "handler", "department_head", "leader"]
grants = st.builds(
    Grant,
    post=st.integers(1, 5),
    roles=st.frozensets(st.sampled_from(ROLES), min_size=1),
    span=st.none() | st.sampled_from([STREET, *COMMUNITIES]),
    lines=st.none() | st.frozensets(st.sampled_from(LINES), min_size=1),
    units=st.frozensets(st.integers(1, 3)),
)
places = st.fixed_dictionaries(
    {
        "post": st.integers(1, 9), "unit": st.integers(1, 5), "line": st.sampled_from(LINES),
        "territory": st.sampled_from([low + 1 for low, _ in COMMUNITIES]),
    }
)  # fmt: skip


def actor(*given: Grant, belongs: frozenset[int] = frozenset()) -> Actor:
    reach = Reach(posts=frozenset(one.post for one in given), grants=given, belongs=belongs)
    roles = frozenset().union(*(one.roles for one in given))
    return Actor("account", "x", 1, 1, 370103003, roles, reach)


@given(st.lists(grants, min_size=1, max_size=4), places)
def test_several_posts_give_what_each_gives_and_nothing_more(several: list[Grant], place: dict) -> None:
    together = roles_towards(actor(*several), **place)
    apart = frozenset().union(*(roles_towards(actor(one), **place) for one in several))
    assert together == apart


@given(st.lists(grants, min_size=1, max_size=4), places, st.integers(1, 3))
def test_whoever_belongs_to_the_accused_unit_has_no_role_at_all(several: list[Grant], place: dict, unit: int) -> None:
    assert roles_towards(actor(*several, belongs=frozenset({unit})), accused=unit, **place) == frozenset()


def test_a_dispatcher_of_one_community_who_stands_in_for_a_checker_of_the_street_dispatches_there_only() -> None:
    both = actor(
        Grant(1, frozenset({"dispatcher"}), COMMUNITIES[0], None, frozenset()),
        Grant(2, frozenset({"checker"}), STREET, None, frozenset()),
    )
    near, far = ({"post": 9, "unit": 9, "line": "city", "territory": low + 1} for low, _ in COMMUNITIES[:2])
    assert roles_towards(both, **near) == {"dispatcher", "checker"}
    assert roles_towards(both, **far) == {"checker"}


def test_a_post_on_one_line_gives_nothing_on_another() -> None:
    one = actor(Grant(1, frozenset({"grid_member"}), COMMUNITIES[0], frozenset({"safety"}), frozenset({1})))
    place = {"post": 9, "unit": 1, "territory": COMMUNITIES[0][0] + 1}
    assert roles_towards(one, line="safety", **place) == {"grid_member"}
    assert roles_towards(one, line="city", **place) == frozenset()
