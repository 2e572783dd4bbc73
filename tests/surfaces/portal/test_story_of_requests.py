"""What a reporter reads when it takes longer: plain words and the public reason, nothing internal."""

from datetime import date

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, requests
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.undo import undo_move
from shiqiao.surfaces.portal.story import Story, story_of
from shiqiao.testing.street import MORNING, Street, later


def told(street: Street) -> Story:
    return story_of(Matter.objects.get())


def test_a_pause_and_its_public_reason_are_told_and_the_internal_one_is_not(street: Street) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    handler, head = street.actor("city2"), street.actor("dispatch1")
    actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=head, at=now())
    with held(later(MORNING, minutes=5)):
        requests.supervise_matter(matter=receipt.id, reason="领导很急", by=head, at=now())
        requests.report_progress(matter=receipt.id, progress="内部进展", by=handler, at=now())
        requests.ask_pause(matter=receipt.id, until=date(2018, 7, 9), reason="内部原因", by=handler, at=now())
        assert len(told(street).steps) == 2, "what is asked and pressed within the house is not told"
    with held(later(MORNING, minutes=9)):
        requests.grant_request(matter=receipt.id, answer="雨季不宜开挖，7月9日起施工", by=head, at=now())
        story = told(street)
    assert "7月9日" in story.sentence or "9 Jul" in story.sentence
    assert story.handle_until == "", "no time is promised while it waits"
    assert story.steps[0].text == "雨季不宜开挖，7月9日起施工"
    assert "内部" not in "".join(step.text for step in story.steps)
    with held(later(MORNING, days=12)):
        requests.resume_due(at=now())
        assert told(street).handle_until


def test_an_undone_step_is_not_told(street: Street) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    dispatcher = street.actor("dispatch1")
    actions.accept_matter(matter=receipt.id, by=dispatcher, at=now())
    assert len(told(street).steps) == 2
    undo_move(matter=receipt.id, by=dispatcher, at=now())
    assert len(told(street).steps) == 1
