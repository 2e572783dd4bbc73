"""Personal columns: sealed for the table, opened for who may see them, found again without reading, bound as one text."""

import json
from typing import Any, NamedTuple

from shiqiao.base import crypto
from shiqiao.base.text import tsquery
from shiqiao.kernel.registry.models import Fact, Organisation, Person, Record
from shiqiao.kernel.registry.rules import phone_digits, squeeze_number

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# Contexts that bind a ciphertext to its column.
NAME, IDENTITY, PHONE, BORN = "registry.name", "registry.identity", "registry.phone", "registry.born"
VALUE, MARK = "registry.fact", "registry.mark"


class Opened(NamedTuple):
    """A person's columns in clear. `born` is an ISO date or empty."""

    name: str
    identity: str
    phone: str
    born: str


def open_person(row: Person) -> Opened:
    """Decrypt a person's columns; who may see them is decided elsewhere."""
    return Opened(open_name(row), _open(row.identity, IDENTITY), _open(row.phone, PHONE), _open(row.born, BORN))


def _open(value: Any, context: str) -> str:
    return crypto.decrypt(value, context=context) if value is not None else ""


def open_name(row: Person) -> str:
    """Decrypt a person's name alone."""
    return crypto.decrypt(row.name, context=NAME) if row.name else ""


def set_name(row: Person, name: str) -> None:
    """Put a name into a person's row, with what it is found by."""
    row.name, row.name_blind = crypto.encrypt(name, context=NAME), name_blind(name)
    row.name_terms = " ".join(crypto.blind_bigrams(name, context=NAME))


def set_identity(row: Person, number: str) -> None:
    """Put an identity number into a person's row; empty takes it out."""
    number = squeeze_number(number)
    row.identity = crypto.encrypt(number, context=IDENTITY) if number else None
    row.identity_blind = crypto.blind(number) if number else None


def set_phone(row: Person, phone: str) -> None:
    """Put a telephone number into a person's row; empty takes it out."""
    row.phone = crypto.encrypt(phone_digits(phone), context=PHONE) if phone else None
    row.phone_blind = phone_blind(phone) if phone else None


def set_born(row: Person, born: str) -> None:
    """Put a birth date (ISO) into a person's row; empty takes it out. The year alone stays readable, for lists by age."""
    row.born = crypto.encrypt(born, context=BORN) if born else None
    row.born_blind = born_blind(born) if born else None
    row.birth_year = int(born[:4]) if born else 0


def name_blind(name: str) -> bytes:
    """Return by what equal names are found."""
    return crypto.blind("".join(name.split()), context=NAME)


def born_blind(born: str) -> bytes:
    """Return by what equal birth dates are found."""
    return crypto.blind(born, context=BORN)


def phone_blind(phone: str) -> bytes:
    """Return by what a telephone number is found, the same here as in reports of matters."""
    return crypto.blind(phone_digits(phone))


def number_blind(number: str) -> bytes:
    """Return by what an identity number is found, the same here as in texts of matters."""
    return crypto.blind(squeeze_number(number))


def name_query(name: str) -> str:
    """Return a text query for a name or two neighbouring characters of it; empty for less."""
    return " & ".join(crypto.blind_bigrams(name, context=NAME)) if len("".join(name.split())) > 1 else ""


def text_query(text: str) -> str:
    """Return a text query for public words: names of buildings and organisations."""
    return tsquery(text)


def mark_of(*parts: object) -> bytes:
    """Return a keyed mark of an imported row, by which the same row is known again."""
    return crypto.blind(_JSON.encode([str(part or "") for part in parts]), context=MARK)


# ── facts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def set_value(row: Fact, value: str, *, sealed: bool, findable: bool) -> None:
    """Put a value into a fact: sealed, or readable; findable by equal value if asked."""
    row.value = "" if sealed else value
    row.sealed = crypto.encrypt(value, context=VALUE) if sealed else None
    row.blind = value_blind(row.key, value) if findable else None


def value_of(row: Fact) -> str:
    """Return a fact's value in clear."""
    return crypto.decrypt(row.sealed, context=VALUE) if row.sealed is not None else row.value


def value_blind(key: str, value: str) -> bytes:
    """Return by what equal values of a field are found."""
    return crypto.blind(value, context=f"{VALUE}.{key}")


# ── bound ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def bound_text(row: Record) -> str:
    """Return what of a record lies outside the covered columns as one text, for the commitment; empty for nothing."""
    if isinstance(row, Person):
        return _JSON.encode([*open_person(row), row.sex, row.birth_year])
    if isinstance(row, Organisation):
        return _JSON.encode([row.name, row.code, row.address])
    return ""


def commitment_of(row: Record) -> str:
    """Return the commitment to a record's bound text; empty when there is none."""
    text = bound_text(row)
    return crypto.commitment(row.salt, text) if text else ""


def commitment_of_fact(row: Fact) -> str:
    """Return the commitment to a fact's value."""
    return crypto.commitment(row.salt, _JSON.encode([row.key, value_of(row)]))
