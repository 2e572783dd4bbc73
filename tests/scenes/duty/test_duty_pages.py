"""The pages of duty, as people use them."""

from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.duty import forms, making, piles, subjects, wall, watching
from shiqiao.scenes.duty.tables import Availability, LogEntry, Roster, Shift, Swap, Turn
from shiqiao.testing.street import STREET, Street

from .conftest import EARLY, Of, Publish, login_of

Enter = Callable[[str], Client]
WEDNESDAY = date(2018, 6, 27)


def get(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(f"desk:duty:{name}", args=args) + query)
    assert answer.status_code == 200, answer.content[:400]
    return answer.content.decode()


def test_the_board_names_who_is_on_duty_and_one_checks_in(
    street: Street, publish: Publish, turn_of: Of, enter: Enter
) -> None:
    turn = turn_of(publish(), WEDNESDAY, "day")
    client = enter(login_of(turn.person))
    assert get(client, "today").count("check-in") == 1
    assert client.post(reverse("desk:duty:check-in", args=[turn.pk])).status_code == 302
    street.reopen()
    assert Turn.objects.get(pk=turn.pk).late_minutes == 90
    assert "check-in" not in get(client, "today")
    for name in ("calendar", "mine", "fairness", "rosters", "rules", "away"):
        get(client, name)
    get(client, "calendar", query="?month=2018-07")
    get(client, "calendar", query="?month=0001-13")
    get(client, "turn", turn.pk)
    street.reopen()
    lines = list(wall.lines(STREET, now()))
    assert len(lines) == 3
    assert all("大松" not in one.title for one in lines)


def test_a_roster_goes_its_way_by_buttons(street: Street, enter: Enter) -> None:
    keeper, leader = enter("general1"), enter("leader3")
    get(keeper, "make")
    sent = {"since": "2018-07-01", "until": "2018-07-14", "seed": "3"}
    assert keeper.post(reverse("desk:duty:make"), sent).status_code == 302
    street.reopen()
    row = Roster.objects.get()
    get(keeper, "roster", row.pk)
    keeper.post(reverse("desk:duty:step", args=[row.pk, "check"]))
    street.reopen()
    assert Roster.objects.get().state == "draft"
    assert "check" in get(leader, "roster", row.pk)
    leader.post(reverse("desk:duty:step", args=[row.pk, "check"]))
    leader.post(reverse("desk:duty:step", args=[row.pk, "publish"]))
    street.reopen()
    assert Roster.objects.get().state == "published"
    assert enter("city2").get(reverse("desk:duty:make")).status_code == 404
    assert leader.post(reverse("desk:duty:step", args=[row.pk, "fly"])).status_code == 404
    for code, of in (("duty-roster", f"?of={row.pk}"), ("duty", "?month=2018-07"), ("duty-fairness", "")):
        assert leader.get(reverse("desk:export", args=[code]) + of).status_code == 200


def test_a_swap_goes_its_way_by_pages(street: Street, publish: Publish, enter: Enter) -> None:
    roster = publish()
    for turn in Turn.objects.filter(roster=roster.pk, role="officer", during__startswith__gt=now() + timedelta(2)):
        choices = forms.swap_choices(turn, now())
        if choices:
            break
    asker = enter(login_of(turn.person))
    get(asker, "swap-ask", turn.pk)
    assert asker.post(reverse("desk:duty:swap-ask", args=[turn.pk]), {"against": choices[0][0]}).status_code == 422
    sent = {"against": choices[0][0], "words": "家里有事"}
    assert asker.post(reverse("desk:duty:swap-ask", args=[turn.pk]), sent).status_code == 302
    street.reopen()
    row = Swap.objects.get()
    other = enter(login_of(row.asked))
    assert piles.items(street.actor(login_of(row.asked)), now())
    get(other, "swap", row.pk)
    get(other, "swap-act", row.pk, "agree")
    assert other.post(reverse("desk:duty:swap-act", args=[row.pk, "agree"]), {"words": ""}).status_code == 302
    keeper = enter("general1") if street.actor("general1").account not in (row.asker, row.asked) else enter("leader3")
    assert keeper.post(reverse("desk:duty:swap-act", args=[row.pk, "approve"]), {"words": ""}).status_code == 302
    street.reopen()
    assert Swap.objects.get().state == "approved"
    assert enter("c1s1").get(reverse("desk:duty:swap", args=[row.pk])).status_code == 404
    get(asker, "turn", turn.pk)


def test_somebody_takes_over_and_the_log_is_handed_over_by_pages(
    street: Street, publish: Publish, turn_of: Of, enter: Enter
) -> None:
    roster = publish()
    turn, after = turn_of(roster, WEDNESDAY, "day"), turn_of(roster, WEDNESDAY, "night")
    keeper, officer = enter("general1"), enter(login_of(turn.person))
    get(officer, "shift", turn.shift)
    address = reverse("desk:duty:shift", args=[turn.shift])
    assert officer.post(address, {"kind": "call", "text": ""}).status_code == 422
    assert officer.post(address, {"kind": "call", "text": "路灯不亮", "stays_open": "on"}).status_code == 302
    street.reopen()
    line = LogEntry.objects.get()
    assert "路灯不亮" in get(officer, "shift", turn.shift)
    assert "路灯不亮" not in get(enter("c1s1"), "shift", turn.shift)
    get(officer, "close", line.pk)
    assert enter("c1s1").get(reverse("desk:duty:close", args=[line.pk])).status_code == 404
    with held(turn.during.upper - timedelta(minutes=5)):
        assert officer.post(reverse("desk:duty:shift-act", args=[turn.shift, "hand-over"])).status_code == 302
    with held(turn.during.upper + timedelta(minutes=5)):
        night = enter(login_of(after.person))
        assert "路灯不亮" in get(night, "shift", after.shift)
        street.reopen()
        assert any(
            one.url.endswith(f"/shifts/{after.shift}/")
            for one in piles.items(street.actor(login_of(after.person)), now())
        )
        night.post(reverse("desk:duty:shift-act", args=[after.shift, "acknowledge"]))
        assert night.post(reverse("desk:duty:close", args=[line.pk]), {"result": "已修好"}).status_code == 302
    street.reopen()
    assert not LogEntry.objects.get().open
    get(keeper, "replace", after.pk)
    sent = {"person": forms.split_candidates(after, now())[0][0][0], "words": "发烧"}
    assert keeper.post(reverse("desk:duty:replace", args=[after.pk]), sent).status_code == 302
    assert officer.get(reverse("desk:duty:replace", args=[after.pk])).status_code == 404


def test_days_are_entered_and_taken_back_by_pages(street: Street, enter: Enter) -> None:
    client, person = enter("city2"), street.actor("city2").account
    sent = {"person": str(person), "kind": "away", "why": "leave", "since": "2018-07-02", "until": "2018-07-03"}
    assert client.post(reverse("desk:duty:away"), sent).status_code == 302
    street.reopen()
    row = Availability.objects.get()
    assert reverse("desk:duty:away-end", args=[row.pk]) in get(client, "mine")
    assert client.post(reverse("desk:duty:away-end", args=[row.pk])).status_code == 302
    street.reopen()
    assert Availability.objects.get().ended_at is not None
    assert enter("c1s1").get(reverse("desk:duty:away")).status_code == 404


def test_others_know_it_by_reference(street: Street, publish: Publish) -> None:
    roster = publish()
    shift = Shift.objects.filter(roster=roster.pk)[0]
    turn = Turn.objects.filter(shift=shift.pk)[0]
    refs = [Ref("duty_roster", roster.pk), Ref("duty_shift", shift.pk), Ref("duty_turn", turn.pk)]
    assert set(show(street.actor("city2"), refs)) == set(refs)
    watching.check_in(turn=turn.pk, by=street.actor(login_of(turn.person)), at=turn.during.lower)
    assert [one.good for one in subjects.checked_in(STREET, shift.day, shift.day + timedelta(1))] == [True]
    with held(EARLY):
        draft = making.make_roster(
            since=date(2018, 8, 1), until=date(2018, 8, 7), by=street.actor("general1"), at=now()
        )
    assert show(street.actor("city2"), [Ref("duty_roster", draft.pk)]) == {}
