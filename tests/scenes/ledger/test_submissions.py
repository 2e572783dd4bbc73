"""A ledger is handed in: in clear, for a reason, by name in the read log, and from the second time on with what changed."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.privacy.errors import RevealRefused
from shiqiao.kernel.privacy.models import ReadLog
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.models import Person
from shiqiao.scenes.ledger.models import Submission, SubmittedRow
from shiqiao.scenes.ledger.submitting import hand_in
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling

Enter = Callable[[str], Client]
PAGE = "/ledger/ledgers/living_alone/hand-in/"
SENT = {"place": "", "reason": "statutory", "note": "济民发〔2018〕12号"}


def book(answer: Any) -> dict[str, list[list[Any]]]:
    """Return the sheets of an answer by title."""
    content = b"".join(answer.streaming_content)
    return {sheet.title: [list(row) for row in sheet.values] for sheet in load_workbook(BytesIO(content)).worksheets}


def test_it_leaves_in_clear_with_a_reason_and_a_line_of_the_read_log_a_person(
    street: Street, persons: list[Person], enter: Enter
) -> None:
    leader = enter("leader1")
    assert PAGE in leader.get("/ledger/ledgers/living_alone/").content.decode()
    assert "区民政局" in leader.get(PAGE).content.decode()
    assert leader.post(PAGE, SENT | {"reason": ""}).status_code == 422
    assert not Submission.objects.exists()
    sheets = book(leader.post(PAGE, SENT))
    table, sums, changes, about = sheets.values()
    assert table[0][0] == "老人姓名"
    assert {row[0] for row in table[1:]} == {"石小桥", "柳小溪", "泉小鲤"}
    assert {row[3] for row in table[1:]} >= {"13800138000"}
    assert sums[1][:2] == ["春元里社区", 3]
    assert changes[1:] == [["首次报送。"]]
    assert "明文" in str(about)
    looked = ReadLog.objects.filter(kind="person", field="ledger")
    assert set(looked.values_list("subject", flat=True)) == {one.pk for one in persons}
    assert set(looked.values_list("reason", flat=True)) == {"statutory"}
    line = JournalLine.objects.get(code="ledger.handed_in")
    assert (line.data["rows"], line.data["new"]) == (3, 3)
    assert "石小桥" not in str(line.data)


def test_the_second_time_tells_who_is_new_changed_or_gone(
    street: Street, persons: list[Person], enter: Enter, tell: Telling
) -> None:
    leader = enter("leader1")
    book(leader.post(PAGE, SENT))
    member = street.actor("c1g1")
    with tell.at("2018-06-27 10:05"):
        registry.state_fact(subject=Ref("person", persons[0].pk), key="needs_care", value="yes", by=member, at=now())
        registry.state_fact(subject=Ref("person", persons[1].pk), key="lives_alone", value="no", by=member, at=now())
    changes = list(book(leader.post(PAGE, SENT)).values())[2]
    told = {row[0]: row[1:4] for row in changes[1:]}
    assert told.keys() == {"修改", "减少"}
    assert told["修改"][:2] == [persons[0].pk, "石小桥"]
    assert told["减少"][0] == persons[1].pk
    assert "柳小溪" not in str(told["减少"]), "who is gone is named as on the screen"
    assert [(one.rows, one.new, one.changed, one.gone) for one in Submission.objects.order_by("pk")] == [
        (3, 3, 0, 0), (2, 0, 1, 1),
    ]  # fmt: skip
    assert set(SubmittedRow.objects.values_list("submission", flat=True)) == {Submission.objects.latest("pk").pk}


def test_who_does_not_answer_for_the_ground_hands_nothing_in(
    street: Street, persons: list[Person], enter: Enter
) -> None:
    for login in ("c1g1", "dispatch1", "admin1"):
        assert enter(login).post(PAGE, SENT).status_code in (403, 404)
    given: dict[str, Any] = {"code": "living_alone", "at": now()}
    with pytest.raises(Forbidden):
        hand_in(reason="statutory", by=street.actor("c1g1"), **given)
    with pytest.raises(RevealRefused):
        hand_in(reason="because", by=street.actor("leader1"), **given)
    with pytest.raises(Invalid) as refused:
        hand_in(reason="statutory", by=street.actor("c2head"), **given)
    assert set(refused.value.fields) == {"place"}
    assert not ReadLog.objects.filter(field="ledger").exists()


def test_a_communitys_submissions_are_apart_from_the_streets_and_none_is_ever_changed(
    street: Street, persons: list[Person]
) -> None:
    own = hand_in(code="living_alone", reason="statutory", by=street.actor("c1head"), at=now())
    whole = hand_in(code="living_alone", reason="statutory", by=street.actor("leader1"), at=now())
    assert (own.before, whole.before) == (None, None)
    assert len(whole.new) == len(persons)
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.update(rows=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubmittedRow.objects.create(
            street=STREET, submission=whole.submission, subject=persons[0].pk, mark=b"0" * 16
        )  # fmt: skip
