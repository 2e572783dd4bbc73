"""The pages of key projects: the list, a project with its curve and stages, forms that keep what was typed, papers."""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from shiqiao.scenes.projects.models import Milestone, Problem, Progress, Project
from shiqiao.testing.street import FIRST_GRID, Street, picture

from .conftest import Add, Enter, entered


def shot() -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", picture(), "image/jpeg")


def test_the_list_says_why_a_project_is_late_and_goes_out_as_xlsx_and_pdf(
    street: Street, add: Add, enter: Enter
) -> None:
    add()
    client = enter("c1g1")
    page = client.get("/projects/?tab=late").content.decode()
    assert "岔路街平房区改造项目" in page
    assert "“立项批复”已超期 88 天" in page
    assert "/projects/new/" not in page
    book = load_workbook(BytesIO(b"".join(client.get("/export/projects.xlsx?tab=late"))))  # type: ignore[arg-type]
    assert "岔路街平房区改造项目" in str(list(book.worksheets[0].values))
    made = client.get("/export/projects.pdf?tab=late")
    assert made.content.startswith(b"%PDF")


def test_a_project_is_added_on_its_page_and_what_was_typed_stays(street: Street, add: Add, enter: Enter) -> None:
    leader = enter("leader1")
    sent = {
        "title": "示例项目", "code": "Bad Code", "kind": "building", "place": "一号地", "community": "", "post": "29",
        "begins": "2018-03-01", "ends": "2018-12-31",
    }  # fmt: skip
    refused = leader.post("/projects/new/", sent)
    assert refused.status_code == 422
    assert "示例项目" in refused.content.decode()
    made = leader.post("/projects/new/", {**sent, "code": "sample"})
    row = Project.objects.get()
    assert made["Location"] == f"/projects/{row.pk}/"
    assert enter("c1g1").get("/projects/new/").status_code == 403
    for do, given in {
        "stage": {"title": "施工", "begins": "2018-05-01", "ends": "2018-08-31", "milestones": "2018-07-31 主体完工"},
        "plan": {"plan": "2018-05 80\n2018-06 90"},
    }.items():
        assert leader.get(f"/projects/{row.pk}/{do}/").status_code == 200
        assert leader.post(f"/projects/{row.pk}/{do}/", given).status_code == 302
    wrong = leader.post(f"/projects/{row.pk}/plan/", {"plan": "2018-05 80\n五月 90"})
    assert wrong.status_code == 422
    assert "第 2 行" in wrong.content.decode()
    shown = leader.get(f"/projects/{row.pk}/").content.decode()
    assert "data-chart=" in shown
    assert "<rect" in shown


def test_a_month_a_milestone_and_a_stage_are_entered_by_the_owner(street: Street, add: Add, enter: Enter) -> None:
    row, owner = add(), enter("economy1")
    page, held = f"/projects/{row.pk}/", Milestone.objects.get(title="立项批复")
    sent = {"month": "2018-06-01", "amount": "88.5", "words": "完成基坑支护"}
    refused = owner.post(f"{page}progress/", sent)
    assert refused.status_code == 422
    assert owner.post(f"{page}progress/", {**sent, "evidence": shot()}).status_code == 302
    assert Progress.objects.get().amount == 88.5
    reached = {"milestone": held.pk, "day": "2018-04-02", "evidence": shot()}
    assert owner.post(f"{page}reach/", reached).status_code == 302
    begun = {"stage": held.stage, "day": "2018-03-02"}
    assert owner.post(f"{page}begin/", begun).status_code == 302
    assert owner.get(f"{page}move/").status_code == 403
    assert enter("leader1").get(f"{page}move/").status_code == 200
    assert enter("city1").get(f"{page}progress/").status_code == 403
    assert owner.get(f"{page}nothing/").status_code == 404
    shown = owner.get(page).content.decode()
    assert "完成基坑支护" in shown
    url = next(part for part in shown.split('"') if "/files/" in part and part.endswith("?small=1"))
    assert owner.get(url)["Content-Type"] == "image/jpeg"


def test_a_problem_becomes_a_matter_on_the_page(street: Street, add: Add, enter: Enter) -> None:
    row, owner = add(), enter("economy1")
    sent = {"item": "91005", "words": "待拆片区垃圾未清，影响进场", "grid": FIRST_GRID}
    assert owner.post(f"/projects/{row.pk}/problem/", sent).status_code == 302
    assert Problem.objects.get().project == row.pk
    assert "待拆片区垃圾未清" in enter("leader1").get(f"/projects/{row.pk}/").content.decode()


def test_the_monthly_sheet_and_the_months_go_out(street: Street, add: Add, enter: Enter) -> None:
    row = add()
    entered(street, row, 5, "77")
    client = enter("c1g1")
    for month in ("2018-05", "2018-06", "2030-01", "x"):
        made = client.get(f"/projects/{row.pk}/sheet.pdf?month={month}")
        assert made.content.startswith(b"%PDF")
    book = load_workbook(BytesIO(b"".join(client.get(f"/export/projects-months.xlsx?of={row.pk}"))))  # type: ignore[arg-type]
    assert "完成基坑支护" in str(list(book.worksheets[0].values))
    assert client.get("/export/projects-months.xlsx?of=²").status_code == 404
    assert date(2018, 5, 1) < date(2018, 6, 1)
