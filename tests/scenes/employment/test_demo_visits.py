"""The demo's visits to job seekers of this month: real visits with five deliveries, followed up, told once."""

from datetime import datetime

from shiqiao.base.time import held
from shiqiao.kernel.visits.models import Visit
from shiqiao.scenes.employment import demovisits
from shiqiao.scenes.employment.models import Delivery, JobSeeker, Round
from shiqiao.testing.jobseekers import Register
from shiqiao.testing.street import MORNING, STREET, Street

SPRING = datetime.fromisoformat("2018-05-10T10:00:00+08:00")


def test_most_are_visited_at_home_and_a_second_time_changes_nothing(street: Street, register: Register) -> None:
    with held(SPRING):
        rows = [register(invented=True) for _n in range(12)]
    with held(MORNING):
        demovisits.load(STREET)
        made, visits = Round.objects.count(), Visit.objects.count()
        demovisits.load(STREET)
    assert (Round.objects.count(), Visit.objects.count()) == (made, visits)
    assert Round.objects.filter(channel="visit", visit__gt=0).count() == made > len(rows) // 2
    assert set(Visit.objects.values_list("state", flat=True)) <= {"done", "not_home", "planned"}
    assert Delivery.objects.count() == 5 * made
    assert not Delivery.objects.filter(follow_up="open", due_at__lt=MORNING).exists()
    assert JobSeeker.objects.filter(state="helped").count() == made
