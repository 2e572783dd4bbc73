"""My work: groups in the order in which they break, figures that are filters, what is new, what waits for others."""

import io
import re
from collections.abc import Callable

import openpyxl
from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, requests
from shiqiao.testing.street import MORNING, Street, later

Enter = Callable[[str], Client]
Asserts = Callable[..., object]
NIGHT = later(MORNING, hours=11)


def page(client: Client, query: str = "") -> str:
    return client.get(f"/{query}").content.decode()


def groups(text: str) -> dict[str, list[str]]:
    """Return the numbers of each group by its title, in the order of the page."""
    parts = text.split('<tr class="desk-group">')[1:]
    titled = ((re.search(r"</svg>(.*?) <span", part), part) for part in parts)
    return {
        title[1]: re.findall(r'class="kit-row-link" href="/matters/(\d+)/"', part.partition("</tbody>")[0])
        for title, part in titled if title
    }  # fmt: skip


def figures(text: str) -> dict[str, str]:
    chips = re.findall(r'kit-chip-count">([^<]+)</span><span>([^<]+)</span>', text)
    return {title: count for count, title in chips}


def test_work_stands_in_groups_in_the_order_in_which_it_breaks(street: Street, enter: Enter) -> None:
    with held(later(MORNING, days=-2)):
        late = street.report("前天报的").number
    with held(later(MORNING, minutes=-105)):
        noon = street.report("早上报的").number
    fresh = street.report("刚报的").number
    text = page(enter("dispatch1"))
    found = groups(text)
    assert next(iter(found)) == "超时"
    numbers = [number for rows in found.values() for number in rows]
    assert numbers == [late, noon, fresh]
    assert len(found) >= 2
    for title, rows in found.items():
        assert figures(text)[title] == str(len(rows))


def test_a_figure_shows_its_group_alone_and_is_exported_so(street: Street, enter: Enter) -> None:
    with held(later(MORNING, days=-2)):
        late = street.report("前天报的").number
    street.report("刚报的")
    client = enter("dispatch1")
    text = page(client, "?tab=territory&group=overdue")
    assert list(groups(text).values()) == [[late]]
    assert 'aria-current="true"' in text
    answer = client.get("/export/work.xlsx?tab=territory&group=overdue")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[attr-defined]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [late]


def test_what_others_must_do_next_waits_below(street: Street, enter: Enter) -> None:
    mine, other = street.report("我来办", item="01001"), street.report("已办完的", item="01001")
    for receipt in (mine, other):
        actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    requests.ask_extension(matter=other.id, term="2wd", reason="等配件", by=street.actor("city3"), at=now())
    text = page(enter("city3"))
    found = groups(text)
    assert found["等别人办"] == [other.number]
    assert [mine.number] in found.values()
    assert figures(text)["等别人办"] == "1"


def test_a_request_waits_among_what_the_head_decides(street: Street, enter: Enter) -> None:
    receipt = street.report("供水井盖破损", item="01001")
    actions.dispatch_matter(matter=receipt.id, handler="city.handler1", by=street.actor("dispatch1"), at=now())
    requests.ask_extension(matter=receipt.id, term="2wd", reason="等配件", by=street.actor("city3"), at=now())
    head = enter("city1")
    assert figures(page(head))["待我审批"] == "1"
    assert groups(page(head, "?tab=asked"))["待我审批"] == [receipt.number]
    assert "待我审批" not in figures(page(enter("c1g1")))


def test_what_came_since_the_last_visit_is_marked_new(street: Street, enter: Enter) -> None:
    old = street.report("看过的").number
    client = enter("dispatch1")
    assert ">新</span>" not in page(client).replace("</svg>", "")
    with held(later(MORNING, minutes=5)):
        page(client)
    with held(later(MORNING, hours=3)):
        new = street.report("后来报的").number
        text = page(client)
        row = next(part for part in text.split('<tr class="desk-row">') if f"/matters/{new}/" in part)
        seen = next(part for part in text.split('<tr class="desk-row">') if f"/matters/{old}/" in part)
        assert "新" in row.partition("kit-number")[2]
        assert "kit-badge-blue" not in seen.partition("</th>")[0]
        link = re.search(r'href="(\?tab=[a-z]+&amp;group=new&amp;since=[^"]+)"', text)
        assert link
        alone = page(client, link[1].replace("&amp;", "&"))
        assert list(groups(alone).values()) == [[new]]


def test_each_row_says_the_time_left_in_words_beside_its_light(street: Street, enter: Enter) -> None:
    with held(later(MORNING, days=-2)):
        street.report("前天报的")
    street.report("刚报的")
    text = page(enter("dispatch1"))
    assert re.search(r"kit-light-red.*?超时", text, re.DOTALL)
    assert re.search(r"kit-light-green.*?(还剩|还有)", text, re.DOTALL)


def test_the_day_ends_at_midnight_included(street: Street, enter: Enter) -> None:
    number = street.report("今天要回音").number  # the echo is due at 24:00
    with held(later(MORNING, hours=13)):
        assert number in [one for rows in groups(page(enter("dispatch1"))).values() for one in rows]


def test_my_work_asks_a_fixed_number_of_times(
    street: Street, enter: Enter, django_assert_max_num_queries: Asserts
) -> None:
    client = enter("dispatch1")
    for number in range(30):
        street.report(f"第{number}堆垃圾")
    page(client)
    with django_assert_max_num_queries(12):
        page(client)


def test_nonsense_in_the_address_shows_the_page_all_the_same(street: Street, enter: Enter) -> None:
    street.report()
    client = enter("dispatch1")
    for query in (
        "?tab=x&group=y&since=z&after=q",
        "?group=new&since=9999-99-99",
        "?group=overdue&after=_",
        "?since=2018-06-27",
    ):
        assert client.get(f"/{query}").status_code == 200


def test_before_noon_is_no_group_in_the_afternoon(street: Street, enter: Enter) -> None:
    number = street.report("早上报的").number
    with held(later(MORNING, hours=3)):
        text = page(enter("dispatch1"), "?group=noon")
        assert "中午前到期" not in figures(text)
        assert number in [one for rows in groups(text).values() for one in rows]
        assert 'aria-current="true"' not in text.partition("kit-tabs")[0].partition("kit-chips")[2]
