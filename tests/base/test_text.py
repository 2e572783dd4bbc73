"""Search terms, identifiers in free text, masks and cleaning, with what people really write."""

import itertools
import time
import unicodedata

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base import ids, text
from shiqiao.base.errors import Invalid

IDENTITY = "370103199001011238"
IDENTITY_X = "37010319900101" + next(
    f"{n:03}X" for n in range(1000) if ids.identity_digit(f"37010319900101{n:03}") == "X"
)
CREDIT = "91370103MA3C12345L"
WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")


@pytest.mark.parametrize(
    ("given", "terms"),
    [
        ("石桥街道", ["石桥", "桥街", "街道"]),
        ("树", ["树"]),
        ("３号楼Ａ座", ["3", "号楼", "a", "座"]),
        ("iPhone 15，电话12345678901234567890", ["iphone", "15", "电话", "12345678901234567890"]),
        ("Straße_Café", ["strasse", "café"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("", []),
        ("!?…😀", []),
    ],
)
def test_terms_are_pairs_of_characters_and_whole_words(given, terms):
    assert text.bigrams(given) == terms


def test_a_document_holds_each_term_once_and_the_last_character_of_each_run():
    assert text.index_terms("垃圾垃圾，楼道") == ["垃圾", "圾垃", "圾", "楼道", "道"]


def matches(document, query):
    """Do what PostgreSQL does with index_terms and tsquery."""
    stored = text.index_terms(document)
    return all(
        any(term.startswith(wanted[:-1]) for term in stored) if wanted.endswith("*") else wanted in stored
        for wanted in text.query_terms(query)
    )


@given(st.text("石桥街道杆垃圾楼ab12 ，", max_size=30), st.data())
def test_every_piece_of_chinese_in_a_document_is_found_even_one_character(document, data):
    runs = [run for run in text._RUNS.findall(document) if run]
    if runs:
        run = data.draw(st.sampled_from(runs))
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        assert matches(document, run[start:end])


@given(st.text())
def test_whatever_is_typed_cannot_act_as_an_operator_of_the_query(typed):
    parts = [part for part in text.tsquery(typed).split(" & ") if part]
    assert len(parts) == len(text.query_terms(typed))
    for part in parts:
        word = part.removesuffix(":*")
        assert word[0] == word[-1] == "'"
        assert not set(word[1:-1]) & set("'\\&|!():* ")


def test_queries_are_quoted_and_one_character_is_a_beginning():
    assert text.tsquery("石桥街 树") == "'石桥' & '桥街' & '树':*"
    assert text.tsquery("a' | !b:* \\") == "'a' & 'b'"
    assert text.tsquery("  ") == ""
    assert text._quoted("o'ne\\il") == "'o''ne\\\\il'"


def test_a_word_longer_than_postgresql_takes_is_cut_in_document_and_query_alike():
    long = "a" * 10_000
    assert text.index_terms(long) == text.query_terms(long) == ["a" * 64]


def found(given):
    return [(one.kind, one.value) for one in text.find_identifiers(given)]


@pytest.mark.parametrize(
    ("given", "kind", "value"),
    [
        ("请打13812345678。", "mobile", "13812345678"),
        ("tel13812345678", "mobile", "13812345678"),
        ("138-1234-5678", "mobile", "13812345678"),
        ("138 1234 5678", "mobile", "13812345678"),
        ("138 12345678", "mobile", "13812345678"),
        ("1381234 5678", "mobile", "13812345678"),
        ("138.1234.5678", "mobile", "13812345678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "mobile", "13812345678"),
        ("+86 138 1234 5678", "mobile", "13812345678"),
        ("008613812345678", "mobile", "13812345678"),
        ("１３８－１２３４　５６７８", "mobile", "13812345678"),
        ("138\u200b1234\u200b5678", "mobile", "13812345678"),
        ("房号8，138 1234 5678", "mobile", "13812345678"),
        ("2018-06-27 13812345678", "mobile", "13812345678"),
        ("0531-82078888", "landline", "053182078888"),
        ("（0531）8207 8888", "landline", "053182078888"),
        ("+86-0531-82078888", "landline", "053182078888"),
        ("053182078888转801", "landline", "053182078888-801"),
        ("0531-82078888-801", "landline", "053182078888-801"),
        ("010-82078888", "landline", "01082078888"),
        ("0546-7654321", "landline", "05467654321"),
        ("联系电话：82078888", "landline", "82078888"),
        (f"身份证{IDENTITY}", "identity", IDENTITY),
        (f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}", "identity", IDENTITY),
        (IDENTITY_X.lower(), "identity", IDENTITY_X),
        (IDENTITY_X.translate(WIDE), "identity", IDENTITY_X),
        (f"20 18 {IDENTITY}", "identity", IDENTITY),
        (f"代码{CREDIT}，", "uscc", CREDIT),
        (f"{CREDIT[:8].lower()} {CREDIT[8:].lower()}", "uscc", CREDIT),
        ("车牌鲁A12345违停", "plate", "鲁A12345"),
        ("鲁a·d12345", "plate", "鲁AD12345"),
        ("鲁Ａ１２３４５Ｄ", "plate", "鲁A12345D"),
        ("京A1234警", "plate", "京A1234警"),
        ("鲁A·12345", "plate", "鲁A12345"),
        ("鲁 A - 1234学", "plate", "鲁A1234学"),
        ("鲁Ａ·Ｄ１２３４５", "plate", "鲁AD12345"),
        ("鲁A1234挂和别的", "plate", "鲁A1234挂"),
        ("使014·578停在门口", "plate", "使014578"),
        ("沪A0023领", "plate", "沪A0023领"),
        ("鲁X1234应急", "plate", "鲁X1234应急"),
        ("卡号6222 0212 3456 7890 128", "card", "6222021234567890128"),
    ],
)
def test_identifiers_are_found_as_people_write_them(given, kind, value):
    assert found(given) == [(kind, value)]


@pytest.mark.parametrize(
    "given",
    [
        "订单号20180627138123456789",
        "138123456789",
        "卡号6222021381234567890",
        "6222 0213 8123 4567 890",
        "6222 1381 2345 678 9012",
        "12812345678",
        "12345热线",
        "2018-06-27 10:00:00",
        "编码370103003001001",
        IDENTITY[:-1] + "9",
        CREDIT[:-1] + "A",
        "坐标117.0012345,36.6512345",
        "面积82078888平方",
        "新A区三号楼",
        "苏ABCDEF",
        "鲁A123456789",
        "",
    ],
)
def test_other_numbers_are_left_alone(given):
    assert found(given) == []


def test_overlapping_candidates_give_one_identifier_and_neighbours_all_of_theirs():
    both = f"{IDENTITY}13812345678"
    assert found(both) == []
    assert found(f"{IDENTITY},13812345678,鲁A12345") == [
        ("identity", IDENTITY),
        ("mobile", "13812345678"),
        ("plate", "鲁A12345"),
    ]
    assert found("13812345678 13912345678") == [("mobile", "13812345678"), ("mobile", "13912345678")]


def test_tokens_stand_for_identifiers_and_the_same_writing_gets_the_same_token():
    stored, values = text.tokenise("打13812345678，不通打0531-82078888，再打13812345678")
    assert stored == "打⟦mobile:1⟧，不通打⟦landline:2⟧，再打⟦mobile:1⟧"
    assert [(one.key, one.token, one.value, one.raw) for one in values] == [
        ("mobile:1", "⟦mobile:1⟧", "13812345678", "13812345678"),
        ("landline:2", "⟦landline:2⟧", "053182078888", "0531-82078888"),
    ]
    shown = text.restore(stored, {one.key: text.mask(one.kind, one.value) for one in values})
    assert shown == "打138****5678，不通打0531****8888，再打138****5678"


def test_texts_of_one_record_share_their_tokens():
    body, values = text.tokenise("打13812345678或0531-82078888")
    place, everything = text.tokenise("鲁A12345门口，13812345678，⟦mobile:4⟧，13912345678", values)
    assert (body, place) == ("打⟦mobile:1⟧或⟦landline:2⟧", "⟦plate:3⟧门口，⟦mobile:1⟧，⟦mobile:4⟧，⟦mobile:5⟧")
    assert [one.key for one in everything] == ["mobile:1", "landline:2", "plate:3", "mobile:5"]
    assert everything[:2] == values


def test_a_token_written_by_a_person_never_opens_somebody_elses_number():
    stored, values = text.tokenise("⟦mobile:1⟧ 13812345678")
    assert stored == "⟦mobile:1⟧ ⟦mobile:2⟧"
    assert text.restore(stored, {one.key: one.raw for one in values}) == "⟦mobile:1⟧ 13812345678"


pieces = st.one_of(
    st.text(max_size=12),
    st.text("0123456789-() +转X⟦⟧:mobile", max_size=25),
    st.sampled_from(
        ["13812345678", "138 1234 5678", "0531-82078888转8", IDENTITY, CREDIT, "鲁A12345", "⟦mobile:1⟧", "⟦plate:02⟧"]
    ),
)


@given(st.lists(pieces, max_size=8).map("".join))
def test_restoring_gives_back_exactly_what_was_tokenised(written):
    stored, values = text.tokenise(written)
    assert text.restore(stored, {one.key: one.raw for one in values}) == written
    again, more = text.tokenise(stored)
    assert text.restore(again, {one.key: one.raw for one in more}) == stored
    everything = text.find_identifiers(written)
    assert all(one.end <= other.start for one, other in itertools.pairwise(everything))
    assert all(written[one.start : one.end] == one.raw for one in everything)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("张三", "张*"), ("张三丰", "张*"), ("欧阳锋", "欧阳*"), ("欧阳", "欧*"), ("John", "J*"), (" ", "")],
)
def test_names_are_masked(given, shown):
    assert text.mask_name(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0531-82078888", "0531****8888"),
        ("82078888", "****8888"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_phones_are_masked(given, shown):
    assert text.mask_phone(given) == shown


def test_identity_numbers_codes_and_plates_are_masked():
    assert text.mask_identity(IDENTITY) == "370***********1238"
    assert text.mask_identity("1234567") == "*******"
    assert text.mask("uscc", CREDIT) == "913***********345L"
    assert text.mask("plate", "鲁A12345") == "鲁A***45"
    assert text.mask("landline", "053182078888-801") == "0531****8888-***"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            "山东省济南市市中区杆石桥街道经七路88号阳光小区3号楼2单元501室",
            "山东省济南市市中区杆石桥街道经七路88号阳光小区***",
        ),
        ("经七路88号3号楼", "经七路***"),
        ("阳光小区", "阳光小区"),
        ("纬一路10号", "纬一路***"),
        ("八一银座A座1203", "八一银座***"),
        ("某处", "某***"),
        ("", ""),
    ],
)
def test_addresses_are_masked_down_to_the_estate(given, shown):
    assert text.mask_address(given) == shown


@given(st.text(min_size=1, max_size=40))
def test_masks_never_crash_and_never_show_everything_of_a_number(given):
    for mask in (text.mask_name, text.mask_phone, text.mask_identity, text.mask_address):
        assert isinstance(mask(given), str)
    for mask in (text.mask_phone, text.mask_identity):
        shown = mask(given)
        assert not shown or "*" in shown


def test_html_and_harmful_characters_are_cleaned_away_and_the_rest_stays():
    family = "👨\u200d👩\u200d👧"
    assert text.clean(f" a < b 3<5 {family}\r\n第二行\r<br/>三 ") == f"a < b 3<5 {family}\n第二行\n\n三"
    assert text.clean("\0a\x1bb\u202ec\ufeffd\ud800e\tf") == "abcde\tf"
    assert text.clean("<p>一</p><script>alert(1)</script>二<!-- x --><b class='y'>三</b>&nbsp;四") == "一\n二三 四"
    assert text.clean("<<b>script>alert(1)</script>完") == "alert(1)完"
    assert text.clean("<p onclick=alert(1)") == "<p onclick=alert(1)"


@given(st.text(st.one_of(st.characters(), st.sampled_from("<>/bscript&nbsp;!-")), max_size=60))
def test_cleaning_twice_changes_nothing_more_and_the_result_can_be_stored(given):
    once = text.clean(given)
    assert text.clean(once) == once
    assert "\0" not in once
    once.encode()


@given(st.text(st.characters(categories=["Lo", "Nd"]), max_size=50))
def test_cleaning_keeps_letters_and_digits(given):
    assert text.clean(given) == given


def test_full_width_tables_keep_places():
    for code, plain in text._FLAT.items():
        assert len(plain) == 1, unicodedata.name(chr(code))


def test_indexing_a_short_text_costs_little_more_than_normalising_it():
    sample = ("市中区杆石桥街道经七路与纬一路交叉口有建筑垃圾无人清理，联系电话13812345678" * 2)[:60]

    def seconds(work):
        begin = time.process_time()
        for _ in range(500):
            work(sample)
        return time.process_time() - begin

    # Measured 3.3 times; absolute figures (10 µs idle, 28 µs busy) depend on the machine, so the best ratio decides.
    normalising = lambda given: unicodedata.normalize("NFKC", given).casefold()  # noqa: E731
    assert min(seconds(text.index_terms) / seconds(normalising) for _ in range(10)) < 6


@pytest.mark.parametrize(
    "nasty",
    [
        "1" * 20_000,
        "1 " * 10_000,
        "0531" * 5000,
        "<" * 5000,
        "<script" * 2000,
        "<b" * 5000,
        "鲁A" * 5000,
        "<!--" * 3000,
    ],
)
def test_hostile_texts_do_not_take_long(nasty):
    begin = time.process_time()
    text.tokenise(nasty)
    text.clean(nasty)
    text.index_terms(nasty)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("石桥", True),
        ("杆石桥街道", True),
        ("道", True),
        ("12345", True),
        ("o'neil\\ & !", True),
        ("桥石", False),
        ("!石", True),
        ("", False),
    ],
)
def test_postgresql_takes_terms_and_queries_as_they_are(db, query, is_found):
    document = text.index_terms("杆石桥街道 12345 O'Neil\\")
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_tsvector(%s) @@ %s::tsquery", [document, text.tsquery(query)])
        assert cursor.fetchone()[0] is is_found


IDENTIFIERS = st.one_of(
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True).map(lambda it: ("mobile", it)),
    st.from_regex(r"0531[2-9]\d{7}", fullmatch=True).map(lambda it: ("landline", it)),
    st.from_regex(r"鲁[A-HJ-NP-Z]·?\d{5}", fullmatch=True).map(lambda it: ("plate", it)),
    st.just(("identity", IDENTITY)),
)


@given(st.lists(IDENTIFIERS, min_size=1, max_size=4), st.sampled_from(["，", "\n", "；联系", "在门口，"]))
def test_a_mask_never_leaks_what_it_masks(found, between):
    written = "报修" + between.join(value for _, value in found) + "谢谢"
    shown = text.masked(written)
    for _kind, value in found:
        assert value not in shown
        assert value.replace("·", "") not in shown.replace("·", "")
    assert text.masked(shown) == shown


def test_what_was_written_into_a_field_is_cleaned_needed_or_too_long():
    class Refused(Invalid):
        pass

    assert text.written(" <b>三号楼</b> ", "place", most=3) == "三号楼"
    assert text.written("", "place", most=3) == ""
    with pytest.raises(Invalid) as lacking:
        text.written(" ", "place", "Write where it is.", most=3)
    assert lacking.value.fields == {"place": "Write where it is."}
    with pytest.raises(Refused) as long:
        text.written("三号楼旁", "place", most=3, error=Refused)
    assert (list(long.value.fields), long.value.params) == (["place"], {"text_length": 4, "text_most": 3})


@pytest.mark.parametrize(
    ("given", "number"), [("12", 12), ("", 0), ("x", 0), ("-1", 0), ("²", 0), ("٣", 0), ("9" * 19, 0)]
)
def test_a_number_in_an_address_is_one_or_none(given, number):
    assert text.number_in(given) == number
