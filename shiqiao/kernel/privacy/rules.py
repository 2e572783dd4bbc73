"""Pure decisions: who sees what in clear, for which reasons, what is unusual, and who may review it."""

from collections.abc import Mapping

# Why somebody may look; said by the surfaces.
REASONS = ("visit", "call", "matter", "hall", "check", "statutory")
NOTE_MOST = 200  # characters

_AT_HOME = frozenset({"grid_member", "community_head", "leader", "system"})
_TALKS = frozenset({"dispatcher", "callback", "leader", "system"})
_WORKS = frozenset({"handler", "department_head", "checker", "grid_member", "community_head"}) | _TALKS
# Kind of record and field → the roles that see it in clear; "*" stands for every other field of the kind. Whether the
# record itself is theirs is asked first, by its owner. 《个人信息保护法》第五十一条第四项: 合理确定操作权限.
REVEALS: dict[tuple[str, str], frozenset[str]] = {
    ("person", "*"): _AT_HOME,
    ("person", "name"): _AT_HOME | {"dispatcher"},  # who takes calls needs the name and the telephone only
    ("person", "phone"): _AT_HOME | {"dispatcher"},
    ("matter", "*"): _WORKS,  # who reported, and the numbers in what was written
    ("order", "contact"): _TALKS,
    ("service_affair", "*"): _WORKS,  # who applies, for whoever works at a counter
    ("picture", "original"): _WORKS,
    ("campaign_item", "*"): _WORKS,  # whose a structure is, for the office that leads and the community of the place
    ("study_visit", "name"): frozenset(
        {"community_head", "leader"}
    ),  # guests, for who carries the project that they see
    ("trail", "way"): frozenset({"community_head", "leader"}),  # where a grid member walked
}

READS_LOG = frozenset({"auditor", "leader"})
REVIEWS = frozenset({"auditor"})
VERDICTS = ("reviewed", "asked")

MANY = 20  # values a person looks at in one day before more are marked
# Pages of persons that are written into the log when they are opened, with how many a day are usual. They count apart from
# values in clear: who works through a register all morning looks at nobody's number by it.
PAGES: Mapping[str, int] = {"employment": 80, "entitled": 400}
UNUSUAL = ("many", "after_hours")


def may_reveal(roles: frozenset[str], kind: str, field: str) -> bool:
    """Tell whether one of the roles sees a field of a kind of record in clear: the one rule of the house."""
    allowed = REVEALS.get((kind, field), REVEALS.get((kind, "*"), frozenset()))
    return bool(roles & allowed)


def revealing_roles() -> frozenset[str]:
    """Return the roles that see anything in clear; the second factor is asked of them."""
    return frozenset[str]().union(*REVEALS.values()) - {"system"}


def unusual(*, earlier: int, in_hours: bool, most: int = MANY) -> tuple[str, ...]:
    """Return what is unusual about a look: `earlier` counts those of the same person on the same day before it."""
    return (*(("many",) if earlier >= most else ()), *(() if in_hours else ("after_hours",)))
