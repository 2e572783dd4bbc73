"""Lines as bytes, chains and Merkle roots: what a stranger computes from the description is what the house computes."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.actor import Ref
from shiqiao.kernel.journal.reads import check_chain
from shiqiao.kernel.journal.rules import (
    GENESIS,
    Line,
    canonical,
    chain,
    merkle_root,
    read_stamp,
    refuse_floats,
    rehash,
    stamp,
)

pytestmark = pytest.mark.unit

MOMENT = datetime(2018, 6, 27, 10, tzinfo=timezone(timedelta(hours=8)))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
data = st.dictionaries(st.text(max_size=8), plain, max_size=5)


def lines(count: int, **changed: object) -> list[Line]:
    made: list[Line] = []
    for seq in range(1, count + 1):
        made.append(
            chain(
                prev=made[-1].hash if made else GENESIS, seq=seq, street=370103003, subject=Ref("matter", 7),
                code="matters.answered", happened_at=MOMENT, recorded_at=MOMENT + timedelta(seconds=seq), actor="c1.g1",
                data={"set": {"n": seq}},
            )
        )  # fmt: skip
    return made


@given(data)
def test_the_same_content_is_always_the_same_bytes(content: dict[str, object]) -> None:
    text = canonical(content)
    assert canonical(json.loads(text)) == text
    assert canonical(dict(reversed(content.items()))) == text
    assert "\n" not in text


@pytest.mark.parametrize("where", [1.5, {"a": 1.5}, {"a": [0, {"b": 0.0}]}, {"a": (1, float("nan"))}])
def test_floating_point_is_refused_at_any_depth(where: object) -> None:
    with pytest.raises(TypeError):
        refuse_floats(where)
    refuse_floats({"a": [1, "1.5", None, True, {"b": ()}]})


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_survives_being_written(moment: datetime) -> None:
    assert read_stamp(stamp(moment)) == moment
    assert stamp(moment.astimezone(timezone(timedelta(hours=8)))) == stamp(moment)


def test_a_hash_can_be_computed_from_the_description_alone() -> None:
    line = lines(1)[0]
    text = "\x1f".join(
        ["370103003", "matter", "7", "1", "matters.answered", "2018-06-27T02:00:00.000000Z",
         "2018-06-27T02:00:01.000000Z", "c1.g1", '{"set":{"n":1}}']
    )  # fmt: skip
    assert line.hash == hashlib.sha256(b"\x00" * 32 + text.encode()).digest() == rehash(line)


def test_a_chain_holds_and_every_damage_is_named() -> None:
    whole = lines(4)
    assert list(check_chain(whole)) == []
    assert [str(f) for f in check_chain(whole[1:])] == ["matter:7 #2: line 1 is missing from the journal"]
    assert [f.what for f in check_chain([*whole[:2], whole[3]])] == ["line 3 is missing from the journal"]
    from dataclasses import replace

    changed = [*whole[:2], replace(whole[2], data={"set": {"n": 99}}), whole[3]]
    assert [str(f) for f in check_chain(changed)] == ["matter:7 #3: was changed after it was written"]
    forged = chain(**{**as_given(whole[2]), "data": {"set": {"n": 99}}})
    assert [f.what for f in check_chain([*whole[:2], forged, whole[3]])] == ["does not follow from the line before it"]


def as_given(line: Line) -> dict[str, object]:
    names = ("prev", "seq", "street", "subject", "code", "happened_at", "recorded_at", "actor", "data")
    return {name: getattr(line, name) for name in names}


def independent_root(leaves: list[bytes]) -> bytes:
    """The tree hash of RFC 6962, section 2.1, as it stands there: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = independent_root(leaves[:split]), independent_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_root_is_that_of_the_standard(leaves: list[bytes]) -> None:
    assert merkle_root(leaves) == independent_root(leaves)


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=20), st.data())
def test_any_change_of_a_leaf_changes_the_root(leaves: list[bytes], draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:place], leaves[place] + b"x", *leaves[place + 1 :]]
    assert merkle_root(changed) != merkle_root(leaves)
    assert merkle_root([*leaves, b""]) != merkle_root(leaves)
