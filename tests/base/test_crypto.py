"""Personal data at rest: nobody without the keys reads it, everybody with the keys does, and rotation loses nothing."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base import crypto

pytestmark = pytest.mark.unit
SECRETS = {
    "django": "x",
    "field_keys": {"1": "11" * 32},
    "current": 1,
    "index": "22" * 32,
    "commit": "33" * 32,
}
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.fixture(autouse=True)
def keys():
    before = crypto._keys
    crypto.configure(SECRETS)
    yield
    crypto._keys = before


@given(words, st.sampled_from(["", "people.phone"]))
def test_what_is_encrypted_is_read_back(value, context):
    stored = crypto.encrypt(value, context=context)
    assert crypto.decrypt(stored, context=context) == value
    assert crypto.decrypt(memoryview(stored), context=context) == value
    assert len(stored) == 29 + len(value.encode())


def test_the_same_value_never_looks_the_same():
    assert crypto.encrypt("13812345678") != crypto.encrypt("13812345678")


@given(st.integers(0, 39), st.integers(1, 255))
def test_one_flipped_byte_is_noticed(place, change):
    stored = bytearray(crypto.encrypt("13812345678"))
    stored[place] ^= change
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(stored)


@given(st.binary(max_size=60))
def test_nonsense_is_refused_with_a_reason(stored):
    with pytest.raises(crypto.CannotDecrypt, match="cannot be decrypted: "):
        crypto.decrypt(stored)


def test_a_value_moved_to_another_column_does_not_decrypt():
    stored = crypto.encrypt("13812345678", context="people.phone")
    with pytest.raises(crypto.CannotDecrypt, match="another column"):
        crypto.decrypt(stored, context="people.name")


def test_after_rotation_old_values_are_read_and_new_ones_use_the_new_key():
    old = crypto.encrypt("旧")
    crypto.configure(crypto.rotated(SECRETS))
    new = crypto.encrypt("新")
    assert (old[0], new[0]) == (1, 2)
    assert (crypto.is_current(old), crypto.is_current(new)) == (False, True)
    assert (crypto.decrypt(old), crypto.decrypt(new)) == ("旧", "新")
    crypto.configure(SECRETS)
    with pytest.raises(crypto.CannotDecrypt, match="key 2 is not in secrets"):
        crypto.decrypt(new)


def test_rotation_keeps_blind_indexes_and_ends_with_key_255():
    before = crypto.blind("13812345678")
    crypto.configure(crypto.rotated(SECRETS))
    assert crypto.blind("13812345678") == before
    with pytest.raises(crypto.KeysUnusable, match="255"):
        crypto.rotated({**SECRETS, "field_keys": {"255": "11" * 32}})


def test_a_number_is_found_however_it_is_spaced():
    assert crypto.blind("138-1234 5678") == crypto.blind("１３８１２３４５６７８") == crypto.blind("13812345678")
    assert crypto.blind("37010319900101123x") == crypto.blind("37010319900101123X")
    assert crypto.blind("13812345678") != crypto.blind("13812345679")
    assert crypto.blind("13812345678") != crypto.blind("13812345678", context="people.phone")
    assert len(crypto.blind("13812345678")) == 16


def test_a_name_is_found_by_its_neighbouring_characters_without_being_readable():
    name = crypto.blind_bigrams("欧阳小明")
    assert len(name) == 3
    assert all(len(token) == 16 and int(token, 16) >= 0 for token in name)
    assert set(crypto.blind_bigrams("小明")) <= set(name)
    assert set(crypto.blind_bigrams("阳小")) <= set(name)
    assert not set(crypto.blind_bigrams("小红")) & set(name)
    assert crypto.blind_bigrams("  ") == []


def test_other_keys_give_another_index_and_another_commitment():
    salt = crypto.new_salt()
    before = crypto.blind("1"), crypto.commitment(salt, "1"), crypto.blind_bigrams("张三")
    crypto.configure({**SECRETS, "index": "44" * 32, "commit": "55" * 32})
    after = crypto.blind("1"), crypto.commitment(salt, "1"), crypto.blind_bigrams("张三")
    assert all(one != other for one, other in zip(before, after, strict=True))


@given(words, words)
def test_a_commitment_binds_its_value_and_hides_it_behind_the_salt(value, other):
    salt = crypto.new_salt()
    made = crypto.commitment(salt, value)
    assert made == crypto.commitment(memoryview(salt), value)
    assert len(made) == 64
    assert (made == crypto.commitment(salt, other)) == (value == other)
    assert made != crypto.commitment(crypto.new_salt(), value)


def test_a_commitment_without_a_real_salt_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        crypto.commitment(b"short", "value")


def test_new_secrets_work_and_differ_each_time():
    one, two = crypto.new_secrets(), crypto.new_secrets()
    assert not {one["index"], one["commit"], one["field_keys"]["1"]} & {two["index"], two["commit"]}
    crypto.configure(json.loads(json.dumps(one)))
    assert crypto.decrypt(crypto.encrypt("张三")) == "张三"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"index": "zz"}, "32 bytes"),
        ({"commit": "11"}, "32 bytes"),
        ({"field_keys": {"1": None}}, "32 bytes"),
        ({"field_keys": []}, "32 bytes"),
        ({"current": 2}, "current key"),
        ({"field_keys": {"1": "11" * 32, "300": "11" * 32}}, "1 to 255"),
    ],
)
def test_unusable_keys_are_refused_with_the_reason(change, reason):
    with pytest.raises(crypto.KeysUnusable, match=reason):
        crypto.configure({**SECRETS, **change})


def test_a_missing_key_is_named():
    with pytest.raises(crypto.KeysUnusable, match="commit is missing"):
        crypto.configure({name: value for name, value in SECRETS.items() if name != "commit"})


def test_without_configuration_the_data_folder_is_read_once(tmp_path, settings):
    settings.DATA = tmp_path
    crypto.configure(None)
    with pytest.raises(crypto.KeysMissing, match=r"restore secrets\.json"):
        crypto.encrypt("x")
    (tmp_path / "secrets.json").write_text("{", encoding="utf-8")
    with pytest.raises(crypto.KeysUnusable, match="not readable JSON"):
        crypto.encrypt("x")
    (tmp_path / "secrets.json").write_text(json.dumps(SECRETS), encoding="utf-8")
    stored = crypto.encrypt("x")
    (tmp_path / "secrets.json").unlink()
    assert crypto.decrypt(stored) == "x"


def test_keys_do_not_show_in_logs():
    assert "11" * 8 not in repr(crypto._keys)
    assert "22" * 8 not in repr(crypto._keys)


def test_ten_thousand_fields_are_encrypted_in_a_moment():
    begin = time.process_time()
    for _ in range(10_000):
        crypto.encrypt("13812345678")
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("provider", ["std", "gm"])
def test_both_providers_seal_and_find_again(provider):
    crypto.configure(crypto.new_secrets(provider))
    stored = crypto.encrypt("370102199001011234", context="x")
    assert crypto.decrypt(stored, context="x") == "370102199001011234"
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(stored, context="y")
    assert crypto.blind("138 1234 5678") == crypto.blind("13812345678")
    assert len(crypto.blind("1")) == 16
    assert len(crypto.commitment(b"s" * 16, "a")) == 64


def test_sm4_and_sm3_are_those_of_the_standards():
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    from shiqiao.base.ciphers import SM4GCM

    digest = Hash(SM3())
    digest.update(b"abc")  # GB/T 32905-2016, appendix A.1
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    sealer = SM4GCM(b"k" * 32)  # RFC 8998, appendix A.1
    sealer._key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    sealed = sealer.encrypt(
        bytes.fromhex("00001234567800000000abcd"), plain, bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    )
    assert sealed[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"


@given(words, st.lists(st.sampled_from(["std", "gm"]), max_size=5))
def test_what_was_sealed_is_read_after_any_rotations_to_any_provider(value, providers):
    secrets = crypto.new_secrets()
    crypto.configure(secrets)
    stored = crypto.encrypt(value)
    for provider in providers:
        secrets = crypto.rotated(secrets, provider=provider)
        crypto.configure(secrets)
        assert crypto.decrypt(stored) == value
        assert crypto.decrypt(crypto.encrypt(value)) == value


def test_the_number_of_a_retired_key_is_never_used_again():
    secrets = crypto.rotated(crypto.rotated(SECRETS, made="x"), made="y")
    secrets = crypto.without(crypto.rotated(crypto.without(secrets, 2), made="z"), 3)
    assert sorted(secrets["field_keys"]) == ["1", "4"]
    assert crypto.rotated(secrets)["current"] == 5
    with pytest.raises(crypto.KeysUnusable, match="current"):
        crypto.without(secrets, 4)


def test_a_running_process_notices_a_rotation(tmp_path, settings):
    settings.DATA = tmp_path
    (tmp_path / "secrets.json").write_text(json.dumps(SECRETS))
    crypto.configure(None)
    assert crypto.encrypt("x")[0] == 1
    (tmp_path / "secrets.new").write_text(json.dumps(crypto.rotated(SECRETS)))
    (tmp_path / "secrets.new").replace(tmp_path / "secrets.json")
    assert crypto.encrypt("x")[0] == 2
    (tmp_path / "secrets.json").unlink()  # away for the moment: those read before go on
    assert crypto.encrypt("x")[0] == 2
