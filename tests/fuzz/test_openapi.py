"""schemathesis over the whole OpenAPI: no 5xx, no undocumented status, shapes as documented, nobody named in an error."""

import os
import sys
from typing import Any

import pytest

from shiqiao.testing.street import INSIDE, Street
from tests.fuzz import driving
from tests.fuzz.driving import NAME, PHONE, Findings, Known
from tests.fuzz.formats import LONG

CASES = int(os.environ.get("SHIQIAO_FUZZ_CASES", "1500"))

pytestmark = [pytest.mark.long, pytest.mark.timeout(0)]


def test_every_operation_answers_as_it_is_documented(
    street: Street, tokens: dict[str, str], known: Known, capsys: Any
) -> None:
    with driving.one_connection():
        found = _driven(tokens, known)
    with capsys.disabled():
        print("\n" + found.tell())
    assert not found.counts, found.tell()
    assert found.cases >= CASES * 0.9, found.tell()


def _driven(tokens: dict[str, str], known: Known) -> Findings:
    operations = [one.ok() for one in driving.schema().get_all_operations()]
    found = Findings()
    for role, token in tokens.items():
        share = 0.1 if role == "nobody" else 0.45
        for operation in operations:
            driving.drive(operation, 1 + int(CASES * share / len(operations)), token, known, found)
            if LONG:  # half an hour without a word looks like a hang
                print(
                    f"{role}: {operation.label}: {found.cases} cases, {len(found.counts)} findings", file=sys.__stderr__
                )
    return found


def test_georeport_answers_as_it_is_described(
    street: Street, tokens: dict[str, str], known: Known, capsys: Any
) -> None:
    found = Findings()
    right = {"service_code": "06010", "description": "路边一堆垃圾", "lat": str(INSIDE[1]), "long": str(INSIDE[0]),
             "last_name": NAME, "phone": PHONE}  # fmt: skip
    with driving.one_connection():
        operations = [one.ok() for one in driving.georeport().get_all_operations()]
        for token in tokens.values():
            known.right = {"requests.json": {**right, "api_key": token}, "requests.xml": {**right, "api_key": token}}
            known.body = {"api_key": [token], "service_code": ["06010"], "name": known.matters}
            for operation in operations:
                driving.drive(operation, 1 + int(CASES * 0.1 / len(operations)), "", known, found)
    with capsys.disabled():
        print("\nGeoReport v2: " + found.tell())
    assert not found.counts, found.tell()


def test_what_comes_of_a_report_can_be_read_and_moved(
    street: Street, tokens: dict[str, str], known: Known, capsys: Any
) -> None:
    """Follows the links of the description: a report is read, moved, undone; orders are told on."""
    found = Findings()
    with driving.one_connection():
        driving.follow(driving.schema(), tokens["most"], known, found, 1 + CASES // 50)
    with capsys.disabled():
        print("\nLinks followed: " + found.tell())
    assert not found.counts, found.tell()
    assert found.followed >= CASES // 50, found.tell()
