"""Drafting a new street's folder from its code: divisions, grids, locality.yaml and a staff list to fill in.

The model street is the pattern: its lines, departments, posts, office hours and catalogue are taken over, its names and
people are not. What the draft guesses (English names, the map's centre) stands in locality.yaml and is corrected there.
"""

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from shiqiao.base import tables
from shiqiao.base.errors import Conflict, Invalid
from shiqiao.kernel.territory.rules import codes
from shiqiao.kernel.territory.rules.boundaries import middle_of
from shiqiao.kernel.territory.rules.rows import DivisionRow, english, parse
from shiqiao.places.staffsheet import write_staff_sheet

MOST_GRIDS = 99  # a community
HEAD = """# {title}: drafted from its code; the model street's rules stand in. Look through it once, top to bottom: everything
# here is LOCAL CONFIGURATION of your office, see docs/how-to/locality.md. After a change run `shiqiao init` on it again.
"""


@dataclass(frozen=True)
class Wish:
    """What is known of a street before it is set up.

    `grids` is how many each community gets, or a GeoJSON file with their boundaries; `centre` is where the map opens
    (longitude, latitude, WGS84), by default the middle of the boundaries.
    """

    street: int
    divisions: Path
    folder: Path
    grids: int | Path
    start: date
    code: str = ""
    centre: tuple[float, float] | None = None


@dataclass
class Drafted:
    """What was written: the folder, and how much there is of everything."""

    folder: Path
    title: str
    communities: list[tuple[str, str]] = field(default_factory=list)  # 12-digit code, name
    grids: list[tuple[str, str]] = field(default_factory=list)  # 15-digit code, name
    posts: int = 0

    @property
    def staff(self) -> Path:
        """Return the staff list to be filled in."""
        return self.folder / "people" / "staff.xlsx"


def find_streets(divisions: Path, text: str, limit: int = 20) -> list[tuple[str, str]]:
    """Return streets (9-digit code, name) whose code begins so or whose name holds the text."""
    found = ((code[:9], name) for code, name in _divisions(divisions) if codes.level(code) == "street")
    return [(code, name) for code, name in found if code.startswith(text) or text in name][:limit]


def draft_street(wish: Wish, model: Path) -> Drafted:
    """Write the folder of a new street. Raises Invalid naming what is missing, Conflict when the folder holds a street."""
    if (wish.folder / "locality.yaml").exists():
        raise Conflict(
            fields={
                "folder": "{folder} holds a street already: set it up with `shiqiao init {folder}`, or name another."
            },
            folder=wish.folder,
        )
    names = _names(wish)
    drafted = Drafted(wish.folder, codes.short_title(names[f"{wish.street}000"]))
    drafted.communities = [
        (code, codes.short_title(names[code])) for code in names if code.startswith(str(wish.street))
    ]
    drafted.communities.remove((f"{wish.street}000", drafted.title))
    drafted.grids = _grids(wish, drafted.communities)
    centre = wish.centre or _middle(wish.grids)
    for part in ("territory", "people"):
        (wish.folder / part).mkdir(parents=True, exist_ok=True)
    _write_table(wish.folder / "territory" / "divisions.csv", ("code", "name"), names.items())
    if isinstance(wish.grids, Path):
        shutil.copyfile(wish.grids, wish.folder / "territory" / "grids.geojson")
    else:
        _write_table(wish.folder / "territory" / "grids.csv", ("code", "name"), drafted.grids)
    pattern = yaml.safe_load((model / "locality.yaml").read_text(encoding="utf-8"))
    drafted.posts = write_staff_sheet(
        drafted.staff, posts=_street_posts(model), communities=_numbered(drafted.communities), grids=drafted.grids,
        lines=[line["title"]["zh"] for line in pattern["lines"]], start=wish.start,
    )  # fmt: skip
    text = in_yaml(_locality(wish, drafted, names, pattern, centre))
    # Last: a folder without it is no street yet, and the same call may be made again.
    (wish.folder / "locality.yaml").write_text(HEAD.format(title=drafted.title) + text, encoding="utf-8")
    return drafted


class _Lines(yaml.SafeDumper):
    """Writes small tables on one line, as one would by hand."""

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        plain = all(not isinstance(v, list | dict) or "zh" in v for v in mapping.values())
        return super().represent_mapping(tag, mapping, flow_style=plain)


def in_yaml(value: dict[str, Any]) -> str:
    """Return a locality as YAML that a person reads and edits: a unit, a line, a title on one line each."""
    return yaml.dump(value, Dumper=_Lines, allow_unicode=True, sort_keys=False, width=200)


def _divisions(path: Path) -> Iterator[tuple[str, str]]:
    """Yield code and name; rows that cannot be read are none of ours here, `shiqiao import divisions` names them."""
    for number, raw in tables.read_rows(path, bad=lambda n, why: None):
        row = parse(DivisionRow, number, english(raw))
        if isinstance(row, DivisionRow):
            yield row.code, row.name


def _names(wish: Wish) -> dict[str, str]:
    """Return the names of the street, all above it and its communities, from the top down."""
    wanted = {codes.division_code(above) for above in (*codes.ancestors(wish.street), wish.street)}
    inside = str(wish.street)
    found = {code: name for code, name in _divisions(wish.divisions) if code in wanted or code.startswith(inside)}
    lacking = wanted - found.keys()
    if lacking:
        raise Invalid(
            fields={"street": "{file} has no division {codes}: check the code, or name the right table of divisions."},
            file=wish.divisions.name, codes=", ".join(sorted(lacking)),
        )  # fmt: skip
    if len(found) == len(wanted):
        raise Invalid(
            fields={"street": "{file} has no communities of {street}."}, file=wish.divisions.name, street=inside
        )
    return dict(sorted(found.items()))


def _grids(wish: Wish, communities: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if isinstance(wish.grids, Path):
        return _drawn_grids(wish.grids, {code for code, _ in communities})
    if not 1 <= wish.grids <= MOST_GRIDS:
        raise Invalid(fields={"grids": "Give each community between 1 and {most} grids."}, most=MOST_GRIDS)
    return [
        (f"{code}{number:03d}", f"{name}第{number}网格")
        for code, name in communities
        for number in range(1, wish.grids + 1)
    ]


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert isinstance(features, list)
    except (OSError, ValueError, KeyError, TypeError, AssertionError):
        said = "{file} is no GeoJSON FeatureCollection: export the grids as GeoJSON in WGS84 or CGCS2000."  # msgid
        raise Invalid(fields={"grids": said}, file=path.name) from None
    return features


def _drawn_grids(path: Path, communities: set[str]) -> list[tuple[str, str]]:
    properties = [one.get("properties") or {} for one in _features(path)]
    grids = [(str(p.get("code", "")), str(p.get("name") or p.get("code"))) for p in properties]
    grids = sorted(grid for grid in grids if len(grid[0]) == 15)
    strange = [code for code, _ in grids if code[:12] not in communities]
    if not grids or strange:
        said = "{file} has no grid of this street with a 15-digit code in the property `code`."  # msgid
        far = "{file} has grids of other communities: {codes}. Leave them out or correct their codes."  # msgid
        raise Invalid(fields={"grids": far if strange else said}, file=path.name, codes=", ".join(strange[:5]))
    return grids


def _middle(grids: int | Path) -> tuple[float, float]:
    if isinstance(grids, Path):
        return middle_of(one["geometry"] for one in _features(grids) if one.get("geometry"))
    said = "Without boundaries the map needs a centre: give longitude and latitude (WGS84), for example 116.983,36.659."
    raise Invalid(fields={"centre": said})


def _numbered(communities: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(f"c{number}", code, name) for number, (code, name) in enumerate(communities, 1)]


def _street_posts(model: Path) -> list[dict[str, Any]]:
    """Return the model's posts of the whole office, without its people."""
    rows = [row for _, row in tables.read_rows(model / "people" / "staff.csv")]
    people = ("姓名", "姓名英文", "登录名", "电话", "起始日期")
    return [{k: v for k, v in row.items() if k not in people and v} for row in rows if not row.get("社区")]


def spelled(name: str) -> str:
    """Return a Chinese name in pinyin, as one word: 魏家庄 → Weijiazhuang. A guess; correct it where it is wrong."""
    return "".join(lazy_pinyin(name)).capitalize()


def _either(name: str, tail: str, english: str) -> dict[str, str]:
    return {"zh": name, "en": f"{spelled(name.removesuffix(tail))} {english}"}


def _locality(
    wish: Wish, drafted: Drafted, names: dict[str, str], pattern: dict[str, Any], centre: tuple[float, float]
) -> dict[str, Any]:
    title = drafted.title
    above = dict(zip(("province", "city", "district"), codes.ancestors(wish.street), strict=True))
    tails = {"district": ("区", "District"), "city": ("市", ""), "province": ("省", "Province")}
    divisions = {
        level: {"code": codes.division_code(code)[:6],
                "title": {k: v.strip() for k, v in _either(names[codes.division_code(code)], *tails[level]).items()}}
        for level, code in above.items()
    }  # fmt: skip
    drawn = isinstance(wish.grids, Path)
    return {
        "code": wish.code or spelled(title.removesuffix("街道")).lower(),
        "street": str(wish.street),
        "title": _either(title, "街道", "Subdistrict"),
        "office": _either(f"{title}办事处", "街道办事处", "Subdistrict Office"),
        **{level: divisions[level] for level in tails},
        "centre": {"lon": round(centre[0], 6), "lat": round(centre[1], 6), "zoom": 15},
        "office_hours": pattern["office_hours"],
        "lines": pattern["lines"],
        "catalogue": [source for source in pattern["catalogue"] if source.get("scene")],
        "outcomes": pattern["outcomes"],
        "territory": {
            "divisions": "territory/divisions.csv",
            "grids": f"territory/grids.{'geojson' if drawn else 'csv'}",
        },
        "people": {"staff": "people/staff.xlsx"},
        "units": [*_offices(pattern["units"]), *_units(drafted.communities)],
    }


def _offices(units: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the office and its departments; the telephones are those of the pattern's street, not of this one."""
    for unit in units:
        if not unit.get("community"):
            yield {name: said for name, said in unit.items() if name != "phone"}


def _units(communities: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield each community with its grid work station and its service station."""
    for unit, code, name in _numbered(communities):
        own = {"community": code}
        yield {
            "code": unit,
            "kind": "community",
            "parent": "street_office",
            **own,
            "title": _either(name, "社区", "Community"),
        }
        for kind, zh, en in (
            ("grid_station", "网格工作站", "grid work station"),
            ("service_station", "服务站", "service station"),
        ):
            title = {"zh": name + zh, "en": f"{spelled(name.removesuffix('社区'))} {en}"}
            yield {"code": f"{unit}_{kind}", "kind": kind, "parent": unit, **own, "title": title}


def _write_table(path: Path, head: tuple[str, ...], rows: Iterable[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows(rows)
