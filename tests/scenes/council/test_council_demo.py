"""The demo's deliberation: every stage is there, made by actions, and a second run changes nothing."""

from collections import Counter

from shiqiao.scenes.council import demo, evaluating, presence, resolving
from shiqiao.scenes.council.meeting_tables import CouncilMeeting
from shiqiao.scenes.council.resolution_tables import CouncilResolution
from shiqiao.scenes.council.tables import CouncilBody, CouncilTopic
from shiqiao.testing.street import STREET, Street


def test_topics_at_all_stages_and_one_complete_chain(street: Street) -> None:
    demo.load(STREET)
    assert CouncilBody.objects.count() == 8
    states = Counter(CouncilTopic.objects.values_list("state", flat=True))
    assert {
        "submitted",
        "returned",
        "merged",
        "accepted",
        "refused",
        "answered",
        "convened",
        "executing",
        "closed",
    } <= set(states)
    chain = CouncilResolution.objects.get(state="closed")
    assert [one.outcome for one in evaluating.rounds_of(chain.pk)] == ["failed", "passed"]
    assert resolving.progress_of([chain.pk]) == {chain.pk: 100}
    voted = CouncilResolution.objects.get(how="vote")
    against = next(one for one in voted.kinds if one["kind"] == "professionals")
    assert (against["yes"], against["agrees"]) == (0, False)
    failed = CouncilMeeting.objects.get(state="failed")
    assert not presence.quorum_at(failed, failed.closed_at).there  # type: ignore[arg-type]
    assert CouncilMeeting.objects.get(first=failed.pk).convocation == 2
    demo.load(STREET)
    assert CouncilBody.objects.count() == 8
