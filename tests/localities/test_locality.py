"""The model street as data: complete, consistent, in both languages, with one name for every grid and line."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shiqiao.base.yamls import read_yaml

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "localities" / "ganshiqiao"
SCENES = ROOT / "shiqiao" / "scenes"
NATIONAL = SCENES / "grid" / "catalogue" / "national_city.yaml"
DICTIONARY = ROOT.parent / "shared" / "data" / "gbt47678_5_2026_codes.tsv"
TERM = re.compile(r"^([1-9]\d*(wh|wd|ch|cd)|same_day)$")
CLOCKS = {"echo", "accept", "dispatch", "handle", "check"}
OTHERS = {"attend", "review", "supervise"}  # of some flows
HAN = re.compile(r"[\u4e00-\u9fff]")
LINES = {"城管": "city", "综治": "safety", "民生": "livelihood"}
GRIDS = {f"370103003{community:03d}{grid:03d}" for community in range(1, 9) for grid in range(1, 6)}
ROLES = {
    "上报员", "网格员", "派遣员", "承办人", "核查员", "回访员",
    "社区负责人", "科室负责人", "街道领导", "系统管理员", "安全管理员", "审计员",
}  # fmt: skip
POWERS = {"系统管理员", "安全管理员", "审计员"}  # nobody stands in for them: no other may have two


@cache
def load(path: Path) -> Any:
    return read_yaml(path.read_text(encoding="utf-8"))


def place() -> dict[str, Any]:
    return load(PLACE / "locality.yaml")


def located(entry: dict[str, str]) -> Path:
    return (SCENES / entry["scene"] if "scene" in entry else PLACE) / entry["file"]


def catalogue_paths() -> list[Path]:
    return [located(entry) for entry in place()["catalogue"]]


def items() -> list[dict[str, Any]]:
    return [item for path in catalogue_paths() for item in load(path)["items"]]


def staff() -> list[dict[str, str]]:
    with (PLACE / "people" / "staff.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def several(cell: str) -> list[str]:
    return [part for part in cell.split("、") if part]


def parts_of(node: Any, key: str) -> list[Any]:
    """Return every value under `key`, however deep."""
    if isinstance(node, list):
        return [found for child in node for found in parts_of(child, key)]
    if not isinstance(node, dict):
        return []
    here = [node[key]] if key in node else []
    return here + [found for child in node.values() for found in parts_of(child, key)]


def test_the_national_list_has_250_matters_in_the_ten_classes_of_the_standard() -> None:
    codes = Counter(item["code"][:2] for item in load(NATIONAL)["items"])
    assert codes == {
        "01": 76, "02": 44, "03": 16, "04": 14, "05": 3, "06": 51, "07": 7, "08": 16, "09": 21, "10": 2,
    }  # fmt: skip


@pytest.mark.data
def test_national_codes_and_names_equal_the_dictionary_of_the_standard() -> None:
    if not DICTIONARY.exists():
        pytest.skip(f"the dictionary {DICTIONARY.name} is not beside the checkout")
    with DICTIONARY.open(encoding="utf-8", newline="") as file:
        wanted = {row["code"]: row["name"] for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "管理事项"}
    assert {item["code"]: item["title"]["zh"] for item in load(NATIONAL)["items"]} == wanted


def test_the_local_lists_are_rich_enough_for_a_street() -> None:
    counts: Counter[str] = Counter()
    for table in map(load, catalogue_paths()):
        counts[table["catalogue"]["line"]] += len(table["items"])
    assert counts["safety"] >= 34
    assert counts["livelihood"] >= 34
    assert sum(1 for item in items() if item.get("synonyms")) >= 60


def test_the_catalogue_loader_takes_every_file_and_leaves_no_term_open() -> None:
    rules = pytest.importorskip("shiqiao.kernel.catalogue.rules")
    found = rules.merge(rules.parse(load(path), where=path.name) for path in catalogue_paths())
    assert len(found) == len(items())
    assert all(set(item.terms) >= CLOCKS for item in found)
    assert all(item.category != item.line for item in found), "an item without a category of its own"
    assert {item.line for item in found} == set(LINES.values())


def test_no_code_stands_twice() -> None:
    assert [code for code, times in Counter(item["code"] for item in items()).items() if times > 1] == []


def test_every_title_is_written_in_both_languages() -> None:
    paths = [*catalogue_paths(), PLACE / "locality.yaml", located(place()["outcomes"])]
    titles = [text for path in paths for key in ("title", "when", "answer") for text in parts_of(load(path), key)]
    assert len(titles) > 350
    wrong = [t for t in titles if not HAN.search(t["zh"]) or HAN.search(t["en"]) or not t["en"].strip()]
    assert wrong == []


def test_english_titles_of_items_are_short_and_tell_items_apart() -> None:
    english = [item["title"]["en"] for item in items()]
    assert max(map(len, english)) <= 60
    assert [title for title, times in Counter(english).items() if times > 1] == []


def test_terms_are_written_so_that_the_clocks_can_read_them() -> None:
    terms = [pair for path in catalogue_paths() for table in parts_of(load(path), "terms") for pair in table.items()]
    assert [pair for pair in terms if pair[0] not in CLOCKS | OTHERS or not TERM.match(pair[1])] == []


def test_an_urgent_item_is_accepted_and_dispatched_within_one_clock_hour() -> None:
    urgent = [item for item in items() if item.get("urgent")]
    assert urgent
    assert [i["code"] for i in urgent if (i["terms"]["accept"], i["terms"]["dispatch"]) != ("1ch", "1ch")] == []
    assert [i["code"] for i in urgent if not re.match(r"^\d+(ch|wh)$", i["terms"]["handle"])] == []


def test_synonyms_say_something_the_title_does_not_and_lead_to_one_item() -> None:
    found = [(word, item) for item in items() for word in item.get("synonyms", [])]
    assert [word for word, item in found if not word.strip() or word == item["title"]["zh"]] == []
    assert [word for word, times in Counter(word for word, _ in found).items() if times > 1] == []


def test_units_named_by_items_exist_and_have_someone_who_handles() -> None:
    units = {unit["code"]: unit["title"]["zh"] for unit in place()["units"]}
    named = {unit for path in catalogue_paths() for unit in parts_of(load(path), "unit")}
    assert named <= set(units)
    handling = {row["单位"] for row in staff() if "承办人" in several(row["角色"])}
    assert {units[code] for code in named} <= handling


def test_units_form_a_tree_with_two_stations_in_each_of_the_eight_communities() -> None:
    units = place()["units"]
    codes = [unit["code"] for unit in units]
    assert len(codes) == len(set(codes))
    assert {unit["parent"] for unit in units if "parent" in unit} <= set(codes)
    assert [unit["code"] for unit in units if "parent" not in unit] == ["street_office"]
    for number in range(1, 9):
        kinds = [unit["kind"] for unit in units if unit.get("community") == f"370103003{number:03d}"]
        assert sorted(kinds) == ["community", "grid_station", "service_station"]


def test_every_grid_has_exactly_one_post_on_each_line() -> None:
    held = Counter(
        (grid, LINES[line]) for row in staff() for grid in several(row["网格"]) for line in several(row["条线"])
    )
    assert held == {(grid, line): 1 for grid in GRIDS for line in LINES.values()}


def test_staff_are_about_a_hundred_each_with_an_own_name_login_and_post() -> None:
    rows = staff()
    assert 95 <= len(rows) <= 110
    for column in ("姓名", "登录名", "岗位编号", "岗位", "岗位英文", "姓名英文"):
        values = [row[column] for row in rows]
        assert all(values), column
        if column != "姓名英文":  # 启 and 七 are written alike in Latin letters
            assert len(values) == len(set(values)), column
    assert all(re.fullmatch(r"[a-z0-9]{3,12}", row["登录名"]) for row in rows)


def test_staff_refer_only_to_units_roles_lines_and_posts_that_exist() -> None:
    rows, units = staff(), {unit["title"]["zh"] for unit in place()["units"]}
    posts = {row["岗位编号"] for row in rows}
    for row in rows:
        assert row["单位"] in units
        assert several(row["角色"])
        assert set(several(row["角色"])) <= ROLES
        assert set(several(row["条线"])) <= set(LINES)
        assert set(several(row["网格"])) <= GRIDS
        assert all(grid.startswith(row["社区"]) for grid in several(row["网格"]))
        assert row["副岗"] in posts - {row["岗位编号"]} or row["角色"] in POWERS
        assert row["起始日期"] == "2017-01-01"


def test_nobody_both_handles_and_checks() -> None:
    handling = {"网格员", "承办人", "社区负责人", "科室负责人"}
    checkers = [row for row in staff() if "核查员" in several(row["角色"])]
    assert len(checkers) >= 2, "a checker on leave needs another"
    assert [row["岗位编号"] for row in checkers if handling & set(several(row["角色"]))] == []


def test_every_role_the_work_needs_is_held() -> None:
    assert {role for row in staff() for role in several(row["角色"])} >= ROLES - {"上报员"}


def test_declining_has_the_six_legal_outcomes() -> None:
    assert [outcome["code"] for outcome in load(located(place()["outcomes"]))["outcomes"]] == [
        "emergency_line", "legal_channel", "repeated_progress", "secrecy_privacy", "beyond_duty", "unlawful",
        "returned_upstream", "withdrawn_upstream",  # what the sender of a matter takes back
    ]  # fmt: skip


def test_every_file_the_locality_names_is_there() -> None:
    told = place()
    named = [*told["territory"].values(), *told["people"].values()]
    paths = [*catalogue_paths(), located(told["outcomes"]), *(PLACE / name for name in named)]
    assert [path.name for path in paths if not path.is_file()] == []


def test_the_demo_says_that_it_is_invented() -> None:
    assert "虚构" in place()["demo"]["note"]["zh"]
    assert "所有人名均为虚构" in (PLACE / "README.md").read_text(encoding="utf-8")
