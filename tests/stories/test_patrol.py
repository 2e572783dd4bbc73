"""A morning with one hand on an umbrella: two rounds, a cellar without reception, a copied code, and a corner forgotten."""

from datetime import timedelta

from shiqiao.base.time import held
from shiqiao.kernel.patrols import actions, coverage, reads
from shiqiao.kernel.patrols.actions import NewPoint, Sent
from shiqiao.kernel.patrols.codes import address_of
from shiqiao.kernel.patrols.models import CheckIn, Point
from shiqiao.kernel.patrols.rules import Where
from shiqiao.testing.street import INSIDE, MORNING, STREET, Street, later

SITES = ("小区东门岗亭旁", "二号院门洞", "地下车库入口", "后巷拐角")


def spot(n: int) -> tuple[float, float]:
    return INSIDE[0] + n * 0.0001, INSIDE[1] + n * 0.0001


def here(row: Point, client: str, at: object, *, place: bool = True) -> Sent:
    where = Where(row.lon, row.lat, 15) if place else None
    return Sent(client, address_of("https://street.test", row), at, where, offline=True)  # type: ignore[arg-type]


def test_a_wet_morning_is_counted_as_it_was(street: Street) -> None:
    head, walker = street.actor("c1head"), street.actor("c1g1")
    with held(MORNING - timedelta(days=21)):
        gate, yard, garage, corner = [
            actions.add_point(street=STREET, wanted=NewPoint(name, *spot(n)), by=head, at=MORNING - timedelta(days=21))
            for n, name in enumerate(SITES)
        ]
    # Everything is sent at once, late and twice, when there is a network again; the garage told no place.
    walked = [
        here(gate, "1", MORNING),
        here(yard, "2", later(MORNING, minutes=6)),
        here(garage, "3", later(MORNING, minutes=12), place=False),
        here(gate, "4", later(MORNING, minutes=80)),
    ]
    with held(later(MORNING, hours=2)):
        for _ in range(2):
            answers = actions.check_in(sent=walked, by=walker, at=later(MORNING, hours=2))
        assert [one.state for one in answers] == ["counted", "counted", "waiting", "counted"]
        assert all(one.again for one in answers)
        assert CheckIn.objects.count() == 4
        # A colleague of another community holds a photograph of the code.
        copied = Sent("x", address_of("https://street.test", corner), later(MORNING, hours=2), Where(117.04, 36.63, 9))
        (fake,) = actions.check_in(sent=[copied], by=street.actor("c2g1"), at=later(MORNING, hours=2))
        assert (fake.state, fake.why) == ("waiting", "far")
        # The head knows the garage, and leaves the other out.
        waiting = {row.point: row for row in reads.check_ins(head, waiting=True).rows}
        at = later(MORNING, hours=2)
        actions.recognise_check_in(check_in=waiting[garage.pk].pk, reason="no_location", by=head, at=at)
        actions.decline_check_in(check_in=waiting[corner.pk].pk, by=head, at=at)
        first = coverage.coverage(head, *coverage.period(7, at), at)[0]
        assert (first.points, first.visited, first.waiting) == (4, 3, 0)
        assert [(gap.point.name, gap.days) for gap in first.gaps] == [("后巷拐角", 21)]
        (city,) = [one for one in reads.rounds(walker, at, own=True) if one.rule.line == "city"]
        assert [stop.made for stop in city.stops] == [2, 1, 1, 0]
