"""Requests about own data, holds and rules of retention, by the pages of the desk."""

from typing import Any

from django.test import Client

from shiqiao.kernel.people.models import Account
from shiqiao.kernel.retention.models import DataRequest, Hold
from shiqiao.testing.street import Street
from tests.kernel.registry.conftest import identity

WHO = "security1"


def asked(street: Street, method: str, path: str, **given: Any) -> tuple[int, str]:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(Account.objects.get(username=WHO))
    answer = getattr(client, method)(path, given)
    street.reopen()
    return answer.status_code, answer.content.decode()


def test_a_request_is_taken_in_at_the_counter_checked_and_refused(street: Street) -> None:
    code, form = asked(street, "get", "/personal-data/new/")
    assert (code, "查询" in form) == (200, True)
    given = {"client_id": "c" * 32, "kind": "disclosure", "name": "石小桥", "phone": "13800138000",
             "identity": identity("19620809", 13), "words": ""}  # fmt: skip
    code, form = asked(street, "post", "/personal-data/new/", **given | {"name": ""})
    assert (code, form.count("is-invalid"), "13800138000" in form) == (422, 1, True)
    assert not DataRequest.objects.exists()
    assert asked(street, "post", "/personal-data/new/", **given)[0] == 302
    number = DataRequest.objects.get().pk
    assert asked(street, "post", f"/personal-data/{number}/check/", how="id_card")[0] in (302, 422)
    code, shown = asked(street, "get", f"/personal-data/{number}/")
    assert (code, "查询" in shown) == (200, True)


def test_a_matter_is_held_and_a_wrong_number_says_so(street: Street) -> None:
    made = street.report()
    given = {"kind": "matter", "number": made.number, "reason": "dispute", "note": "诉讼中", "until": "2019-06-01"}
    code, form = asked(street, "post", "/personal-data/holds/", **given | {"number": "180600099999"})
    assert (code, "诉讼中" in form) == (422, True)
    code, form = asked(street, "get", "/personal-data/rules/")
    reason = form.split('name="reason"')[1].split('value="')[1].split('"')[0]
    assert asked(street, "post", "/personal-data/holds/", **given | {"reason": reason})[0] == 302
    hold = Hold.objects.get()
    assert asked(street, "post", f"/personal-data/holds/{hold.pk}/lift/")[0] == 302
