"""Four-type communities: judged by figures of the records; what cannot be measured is not met."""

from datetime import date
from typing import get_args

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.scenes.employment import communityshown, figureshown
from shiqiao.scenes.employment.definitions import parse
from shiqiao.scenes.employment.delivering import follow_up, record_round
from shiqiao.scenes.employment.figures import COUNTED, figures
from shiqiao.scenes.employment.fourtypes import Figure, judge, qualifies, share
from shiqiao.scenes.employment.models import Delivery
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.working import register_job
from shiqiao.testing.jobseekers import Living, Register, five
from shiqiao.testing.street import MORNING, STREET, Street

FILE = """
communities:
  - code: full
    title: {zh: 就业充分型, en: Full}
    criteria:
      - {code: placed, title: {zh: 就业率, en: Placed}, figure: placed_share, least: 60}
      - {code: zero, title: {zh: 零就业, en: Zero}, figure: zero_households, most: 1}
"""


@pytest.mark.unit
def test_each_criterion_is_met_lacking_or_without_a_figure() -> None:
    types = parse(FILE).communities
    judged = judge(types, {"placed_share": 55, "zero_households": 3})["full"]
    assert [(one.met, one.lacking) for one in judged] == [(False, 5), (False, 2)]
    assert not judge(types, {"placed_share": None, "zero_households": 0})["full"][0].met
    assert qualifies(judge(types, {"placed_share": 60, "zero_households": 1}))
    assert not qualifies({})


@pytest.mark.unit
def test_a_criterion_asks_at_least_or_at_most_of_a_known_figure() -> None:
    for wrong in ("figure: height, least: 1", "figure: placed, least: 1, most: 2", "figure: placed"):
        with pytest.raises(Invalid):
            parse(FILE.replace("figure: placed_share, least: 60", wrong))


def test_the_figures_come_from_the_records_and_the_dossier_names_the_gaps(street: Street, register: Register) -> None:
    register()
    register()
    counted = figures(STREET, MORNING.date())[370103003001]
    assert (counted["registered"], counted["placed_share"], counted["kept_share"]) == (2, 0, None)
    assert (counted["placed_share.part"], counted["kept_share.whole"]) == (0, 0), "a share stands beside its two counts"
    page = communityshown.page(street.actor("life1"), 370103003001, MORNING)
    shares = [one["of"] for _title, criteria, _met in page["types"] for one in criteria if one["figure"] == "0%"]
    assert "0/2" in shares
    assert len(page["gaps"]) == sum(len(one.criteria) for one in rules_of(STREET).communities)
    every = {each.figure for one in rules_of(STREET).communities for each in one.criteria}
    assert every <= set(COUNTED) == set(get_args(Figure))
    assert communityshown.dossier(street.actor("life1"), 370103003001, MORNING).startswith(b"%PDF")


def test_each_figure_opens_onto_the_rows_that_it_counts(street: Street, living: Living, register: Register) -> None:
    """Whatever a figure says, its page lists so many rows, and the dossier names their numbers."""
    by, rows = street.actor("life2"), [register(living(f"桥{n}")) for n in "一二三"]
    register_job(
        seeker=rows[0].pk, kind="self_employed", firm="石桥小吃店", since=date(2018, 6, 25), proof="licence", number="1", by=by,
        at=now(),
    )  # fmt: skip
    record_round(seeker=rows[1].pk, channel="station", said=five(start_up="accepted", aid="offered"), by=by, at=now())
    for one in Delivery.objects.filter(follow_up="open").order_by("pk"):
        follow_up(delivery=one.pk, outcome="已办理", by=by, at=now())
    place = 370103003001
    counted = figures(STREET, MORNING.date())[place]
    assert (counted["founders"], counted["placed_share"], counted["start_up_taken"]) == (1, 33, 1)
    assert (counted["helped_share"], counted["followed_share"], counted["zero_households"]) == (50, 100, 0)
    for name, how in COUNTED.items():
        shown = figureshown.page(street.actor("life1"), place, name, after="", at=MORNING)["rows"]
        hits = sum(one["counts"] for one in shown)
        assert counted[name] == (share(hits, len(shown)) if how.of else hits), name
        told = figureshown.appendix(STREET, place, name, MORNING.date())
        assert (len(told["counts"]), len(told["others"])) == (hits, len(shown) - hits)
    stranger = figureshown.page(street.actor("c2head"), place, "registered", after="", at=MORNING)["rows"]
    assert {(one["name"], one["url"]) for one in stranger} == {("", "")}, "figures open, persons do not"
