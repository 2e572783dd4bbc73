"""Check digits against an independent library, readable numbers, secret links, and blocks of ids."""

import os
import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from shiqiao.base import ids
from shiqiao.base.errors import Invalid

USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
digits = st.text("0123456789", min_size=1, max_size=30)


@pytest.mark.unit
@given(digits)
def test_luhn_digit_agrees_with_the_independent_library(text):
    assert ids.luhn_digit(text) == luhn.calc_check_digit(text)
    assert ids.luhn_ok(text) == (len(text) > 1 and luhn.is_valid(text))


@pytest.mark.unit
@pytest.mark.parametrize("text", ["", "12a", "１２", "1 2"])
def test_luhn_refuses_what_is_not_plain_digits(text):
    assert not ids.luhn_ok(text)
    with pytest.raises(ValueError, match="only digits"):
        ids.luhn_digit(text)


@pytest.mark.unit
@given(st.text("0123456789", min_size=17, max_size=17))
def test_identity_digit_agrees_with_the_independent_library(first):
    assert ids.identity_digit(first) == ric.calc_check_digit(first + "0")


@pytest.mark.unit
@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.sampled_from(["370103", "110101", "820000"])
)
def test_every_identity_number_that_the_library_accepts_is_accepted(born, serial, region):
    first = f"{region}{born:%Y%m%d}{serial:03}"
    number = first + ids.identity_digit(first)
    assert ids.identity_ok(number) >= ric.is_valid(number)  # the library also knows in which years a county existed


@pytest.mark.unit
@pytest.mark.parametrize(
    "number",
    [
        "370103199001011239",
        "37010319900101123",
        "370103199013011238",
        "990000000000000000",
        "37010319900101123x",
        "",
        "X" * 18,
    ],
)
def test_wrong_identity_numbers_are_refused(number):
    assert not ids.identity_ok(number)


@pytest.mark.unit
@given(st.from_regex(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True).filter(str.isascii))
def test_credit_code_agrees_with_the_independent_library(first):
    code = first + ids.uscc_digit(first)
    assert ids.uscc_digit(first) == uscc.calc_check_digit(first)
    assert ids.uscc_ok(code)
    assert uscc.is_valid(code)


@pytest.mark.unit
@given(
    st.from_regex(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True).filter(str.isascii), st.integers(0, 17), st.data()
)
def test_one_wrong_character_in_a_credit_code_is_noticed(first, place, data):
    code = first + ids.uscc_digit(first)
    other = data.draw(st.sampled_from(USCC.replace(code[place], "")))
    assert not ids.uscc_ok(code[:place] + other + code[place + 1 :])


@pytest.mark.unit
@pytest.mark.parametrize("first", ["", "1" * 16, "I" * 17, "１" * 17])
def test_check_characters_are_not_reckoned_from_nonsense(first):
    with pytest.raises(ValueError, match="reckoned from 17"):
        ids.uscc_digit(first)
    with pytest.raises(ValueError, match="reckoned from 17"):
        ids.identity_digit(first)


@pytest.mark.unit
@given(st.integers(0, 2**63 - 1))
def test_readable_number_is_read_back_however_it_is_written(number):
    text = ids.readable(number)
    assert len(text) >= 7
    assert ids.from_readable(text) == number
    assert ids.from_readable(f" {text[:3].lower()}-{text[3:]} ".replace("0", "O").replace("1", "l")) == number


@pytest.mark.unit
@given(st.integers(0, 2**40), st.data())
def test_a_slip_in_a_readable_number_is_noticed(number, data):
    text = ids.readable(number)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ".replace(text[place], "")))
    with pytest.raises(Invalid) as caught:
        ids.from_readable(text[:place] + other + text[place + 1 :])
    assert "number" in caught.value.fields


@pytest.mark.unit
@pytest.mark.parametrize("text", ["", "7", "编号", "U123456", "1$2"])
def test_what_is_no_readable_number_is_refused(text):
    with pytest.raises(Invalid):
        ids.from_readable(text)


@pytest.mark.unit
def test_secrets_of_links_are_long_unlike_each_other_and_kept_only_as_hash():
    made = {ids.new_secret() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(secret) for secret in made} == {22}
    one = made.pop()
    assert ids.secret_hash(one) == ids.secret_hash(one)
    assert len(ids.secret_hash(one)) == 32
    assert one.encode() not in ids.secret_hash(one)


class FakeBlocks(ids.Blocks):
    """Blocks on a counter instead of a database sequence."""

    def _fetch(self, blocks):
        start = getattr(self, "counter", 1)
        self.counter = start + blocks * self.size
        return [start + place * self.size for place in range(blocks)]


@pytest.mark.unit
@given(st.integers(1, 20), st.lists(st.integers(0, 70), max_size=20))
def test_blocks_never_hand_out_an_id_twice_and_waste_none(size, counts):
    blocks = FakeBlocks("numbers", size)
    taken = [number for count in counts for number in blocks.take_many(count)]
    assert taken == list(range(1, sum(counts) + 1))


@pytest.mark.unit
def test_threads_never_get_the_same_id():
    blocks = FakeBlocks("numbers", 7)
    taken: list[int] = []
    threads = [threading.Thread(target=lambda: taken.extend(blocks.take() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 2001))


@pytest.mark.unit
def test_a_forked_child_does_not_use_up_the_block_of_its_parent():
    blocks = FakeBlocks("numbers", 10)
    assert blocks.take() == 1
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(blocks.take()).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(reader, 20)) == 11
    assert blocks.take() == 2
    os.close(reader)
    os.close(writer)


@pytest.mark.unit
@pytest.mark.parametrize(("name", "size"), [("a; DROP TABLE x", 5), ("numbers", 0)])
def test_blocks_refuse_a_strange_name_or_size(name, size):
    with pytest.raises(ValueError, match="sequence name"):
        ids.Blocks(name, size)


@pytest.fixture
def sequence(db):
    from django.db import connections

    blocks = ids.Blocks("test_numbers", 5)
    create, _drop = blocks.sql()
    with connections["default"].cursor() as cursor:
        cursor.execute(create.replace("SEQUENCE", "TEMPORARY SEQUENCE", 1))
    return blocks


def test_blocks_from_a_real_sequence_are_unique_and_cost_one_query_a_block(sequence, django_assert_num_queries):
    other = ids.Blocks("test_numbers", 5)
    with django_assert_num_queries(2):
        first = sequence.take_many(3)
    with django_assert_num_queries(0):
        first += sequence.take_many(2)
    second = other.take_many(12)
    third = sequence.take_many(4)
    assert first == [1, 2, 3, 4, 5]
    assert len({*first, *second, *third}) == 21


def test_blocks_of_another_size_than_the_sequence_steps_are_refused(sequence):
    with pytest.raises(ids.WrongSequence) as caught:
        ids.Blocks("test_numbers", 6).take()
    assert "steps by 5" in str(caught.value)
