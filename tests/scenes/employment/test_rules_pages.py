"""The rules of employment on the desk: read by everybody of the office, published by an administrator."""

from collections.abc import Callable
from datetime import date

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.time import now
from shiqiao.scenes.employment import granting
from shiqiao.scenes.employment.models import Rules
from shiqiao.testing.jobseekers import Register
from shiqiao.testing.street import STREET, Street

Enter = Callable[[str], Client]


def sent(table: object) -> dict[str, SimpleUploadedFile]:
    text = table if isinstance(table, str) else yaml.safe_dump(table, allow_unicode=True)
    return {"file": SimpleUploadedFile("employment.yaml", text.encode())}


def test_everybody_of_the_office_reads_the_rules_and_an_administrator_alone_publishes(
    street: Street, enter: Enter
) -> None:
    for login in ("check1", "dispatch1", "c1g1", "admin1"):
        page = enter(login).get("/employment/rules/")
        assert page.status_code == 200
        assert len(page.context["benefits"]) == len(page.context["matrix"]) == 6
        scopes = {code for _title, line in page.context["matrix"] for code, _says in line}
        assert scopes == {"", "same", "person", "household"}
    assert enter("check1").get("/employment/rules/publish/").status_code == 403
    text = enter("check1").get("/employment/rules/file.yaml").content.decode()
    assert text == Rules.objects.get(street=STREET).text
    table = yaml.safe_load(text)
    table["terms"]["appeal"] = "20wd"
    answer = enter("admin1").post("/employment/rules/publish/", sent(table))
    assert (answer.status_code, answer["Location"]) == (302, "/employment/rules/")
    assert Rules.objects.filter(street=STREET).count() == 2


def test_a_file_by_which_benefits_clash_is_refused_with_the_clash_and_nothing_is_published(
    street: Street, register: Register, enter: Enter
) -> None:
    by, row = street.actor("life1"), register()
    for benefit in ("flexible_insurance", "zero_family"):
        made = granting.claim_benefit(
            seeker=row.pk,
            benefit=benefit,
            since=date(2018, 6, 27),
            proof="statement",
            by=street.actor("life2"),
            at=now(),
        )
        granting.approve_claim(claim=made.pk, remark="困难", by=by, at=now())
    admin, standing = enter("admin1"), Rules.objects.get(street=STREET)
    table = yaml.safe_load(standing.text)
    table["exclusions"].append({"between": ["flexible_insurance", "zero_family"], "why": {"zh": "不得", "en": "no"}})
    answer = admin.post("/employment/rules/publish/", sent(table), headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "End one of them first" in answer.content.decode()
    table["exclusions"][-1]["between"] = ["flexible_insurance", "nothing"]
    answer = admin.post("/employment/rules/publish/", sent(table), headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "exclusions.5" in answer.content.decode(), "the place in the file is named"
    assert admin.post("/employment/rules/publish/", sent("benefits: [")).status_code == 422
    assert Rules.objects.get(street=STREET).pk == standing.pk
