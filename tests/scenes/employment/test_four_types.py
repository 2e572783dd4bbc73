"""Four-type communities: judged by figures of the records; what cannot be measured is not met."""

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.scenes.employment import communityshown
from shiqiao.scenes.employment.definitions import parse
from shiqiao.scenes.employment.figures import figures
from shiqiao.scenes.employment.fourtypes import judge, qualifies
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.testing.jobseekers import Register
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
    assert (counted["placed_of"], counted["checks"]) == (0, 0), "a share stands beside its two counts"
    page = communityshown.page(street.actor("life1"), 370103003001, MORNING)
    shares = [one["of"] for _title, criteria, _met in page["types"] for one in criteria if one["figure"] == "0%"]
    assert "0/2" in shares
    assert len(page["gaps"]) == sum(len(one.criteria) for one in rules_of(STREET).communities)
    assert communityshown.dossier(street.actor("life1"), 370103003001, MORNING).startswith(b"%PDF")
