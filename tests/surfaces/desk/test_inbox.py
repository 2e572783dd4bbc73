"""The inbox: unread first, by day and kind; read one by one, by kind, or all that were shown."""

import re
from collections.abc import Callable

from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import held, now
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.notices.models import Notice
from shiqiao.testing.street import MORNING, STREET, Street, later

Enter = Callable[[str], Client]
Asserts = Callable[..., object]


def leave(street: Street, kind: str, count: int = 1, *, login: str = "dispatch1") -> list[int]:
    """Leave notices about new matters for a person."""
    account = street.actor(login).account
    return [
        notify(street=STREET, kind=kind, subject=Ref("matter", street.report().id), at=now(), account=account).pk
        for _ in range(count)
    ]


def days(text: str) -> list[tuple[str, bool]]:
    heads = re.findall(
        r'<section class="card desk-day( desk-day-unread)?">.*?<h2 class="card-title">([^<]+)</h2>', text, re.DOTALL
    )
    return [(title, bool(unread)) for unread, title in heads]


def test_unread_ones_come_first_by_day_and_kind(street: Street, enter: Enter) -> None:
    with held(later(MORNING, days=-1)):
        leave(street, "clocks.warned", 3)
        old = leave(street, "matters.resumed")
    client = enter("dispatch1")
    read = leave(street, "matters.supervised")
    client.post("/notices/", {"id": read})
    text = client.get("/notices/").content.decode()
    assert days(text) == [("昨天", True), ("今天", False)]
    assert "全部已读" in text
    assert text.index("即将到期" if "即将到期" in text else "desk-kind") > 0
    assert f'value="{old[0]}"' in text


def test_one_kind_is_read_at_once_and_all_only_as_far_as_shown(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    warned = leave(street, "clocks.warned", 3)
    other = leave(street, "matters.supervised")
    text = client.get("/notices/").content.decode()
    group = re.search(r'name="id" value="([\d,]+,[\d,]+)"', text)
    assert group
    client.post("/notices/", {"id": group[1]})
    assert set(Notice.objects.filter(read_at=None, id__in=[*warned, *other]).values_list("id", flat=True)) == set(other)
    newest = re.search(r'name="all" value="(\d+)"', text)
    assert newest
    unseen = leave(street, "matters.resumed")
    client.post("/notices/", {"all": newest[1]})
    left = set(Notice.objects.filter(read_at=None, id__in=[*other, *unseen]).values_list("id", flat=True))
    assert left == set(unseen), "what came after the page was shown stays unread"


def test_filters_show_one_kind_or_only_unread(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    leave(street, "clocks.warned")
    read = leave(street, "matters.supervised")
    client.post("/notices/", {"id": read})
    assert client.get("/notices/?about=terms").content.decode().count('<li class="desk-notice') == 1
    assert client.get("/notices/?show=unread").content.decode().count('<li class="desk-notice') == 1
    assert client.get("/notices/?show=unread&about=matters").content.decode().count('<li class="desk-notice') == 0
    assert client.get("/notices/?show=x&about=y&before=z").status_code == 200


def test_nobody_marks_the_notices_of_others(street: Street, enter: Enter) -> None:
    ids = leave(street, "clocks.warned", 2)
    stranger = enter("c2g1")
    stranger.post("/notices/", {"id": ids})
    stranger.post("/notices/", {"all": max(ids)})
    assert Notice.objects.filter(id__in=ids, read_at=None).count() == 2


def test_the_inbox_goes_on_page_by_page_and_loses_none(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    client, account = enter("dispatch1"), street.actor("dispatch1").account
    about = Ref("matter", street.report().id)
    made = {
        notify(street=STREET, kind="clocks.warned", subject=about, at=now(), account=account).pk for _ in range(120)
    }
    half = sorted(made)[:60]
    client.post("/notices/", {"id": ",".join(map(str, half))})
    address, pages, count = "/notices/", 0, 0
    while address:
        with django_assert_max_num_queries(12):
            text = client.get(address).content.decode()
        count += text.count('<li class="desk-notice')
        following = re.search(r'rel="next" href="(\?[^"]+)"', text)
        address, pages = (f"/notices/{following[1]}" if following else ""), pages + 1
    assert (count, pages) == (120, 3)
