"""Retention rules as data: how long which kind of personal data stays, why, and what happens then. Pure."""

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shiqiao.base.mistakes import places
from shiqiao.kernel.retention.errors import RulesNotSound
from shiqiao.kernel.retention.hooks import ACTS, Holding

_TERM = re.compile(r"([1-9]\d{0,3})([ymd])")
UNITS = {"y": "years", "m": "months", "d": "days"}
MOST_RULES = 60


class Words(BaseModel):
    """Something said in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Rule(BaseModel):
    """One rule. `decided` says who set the term: law (a named regulation), or street (the office's own decision)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")
    kind: str
    title: Words
    purpose: Words
    basis: Words
    decided: Literal["law", "street"]
    term: str
    start: str
    act: str
    only: tuple[str, ...] = ()


class Table(BaseModel):
    """The file's schema: an order of rules. Of the rules of a kind that do the same, those that name sorts go first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: tuple[Rule, ...] = Field(min_length=1, max_length=MOST_RULES)

    def but(self, rule: Rule) -> frozenset[str]:
        """Return the sorts that other rules take out of one that names none."""
        if rule.only:
            return frozenset()
        same = (one for one in self.rules if (one.kind, one.act) == (rule.kind, rule.act))
        return frozenset(sort for one in same for sort in one.only)


def parse(text: str) -> Table:
    """Read rules from YAML; raises RulesNotSound naming each place."""
    try:
        return Table.model_validate(yaml.load(text, yaml.CSafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"rules.{mark.line + 1}" if mark else "rules"
        raise RulesNotSound(fields={where: "This line is not YAML; compare it with the ones around it."}) from error
    except ValidationError as error:
        raise RulesNotSound(fields=places(error)) from error


def check(table: Table, known: Collection[Holding], street: int) -> Iterator[tuple[str, str]]:
    """Yield (place, remedy) for what a street cannot carry out."""
    names: set[str] = set()
    by_kind = {one.kind: one for one in known}
    for number, rule in enumerate(table.rules):
        where = f"rules.{number}"
        if rule.name in names:
            yield f"{where}.name", "Two rules have this name; rename one."
        names.add(rule.name)
        if not _TERM.fullmatch(rule.term):
            yield f"{where}.term", "Write the term like 2y, 6m or 90d."
        found = by_kind.get(rule.kind)
        if found is None:
            yield f"{where}.kind", "No part keeps data of this kind; see docs/how-to/retention.md for the kinds."
        else:
            yield from _check_kind(where, rule, found, street)


def _check_kind(where: str, rule: Rule, found: Holding, street: int) -> Iterator[tuple[str, str]]:
    if rule.act not in ACTS or rule.act not in found.acts:
        yield f"{where}.act", "This cannot be done to data of this kind; see docs/how-to/retention.md."
    if rule.start not in found.starts:
        yield f"{where}.start", "Terms of this kind do not start there; see docs/how-to/retention.md."
    if set(rule.only) - found.sorts(street):
        yield f"{where}.only", "There is no such sort of this kind in the street."


def plain(table: Table) -> dict[str, Any]:
    """Return a table as JSON."""
    found: dict[str, Any] = table.model_dump(mode="json")
    return found


def fingerprint(table: Table) -> str:
    """Return the mark of what a table says, whatever its comments and layout."""
    return hashlib.sha256(json.dumps(plain(table), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def before(term: str, at: datetime) -> datetime:
    """Return the moment so much before another: what started earlier has run out. The day of the start does not count."""
    found = _TERM.fullmatch(term)
    if found is None:
        raise ValueError(f"not a term: {term!r}")
    count, unit = int(found[1]), found[2]
    if unit == "d":
        return at - timedelta(days=count)
    return _months(at, -count * (12 if unit == "y" else 1))


def after(term: str, start: datetime) -> datetime:
    """Return when a term that began then has run out."""
    found = _TERM.fullmatch(term)
    if found is None:
        raise ValueError(f"not a term: {term!r}")
    count, unit = int(found[1]), found[2]
    return start + timedelta(days=count) if unit == "d" else _months(start, count * (12 if unit == "y" else 1))


def _months(at: datetime, months: int) -> datetime:
    index = at.year * 12 + at.month - 1 + months
    year, month = max(index // 12, 1), index % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))


# ── the list of erasures ───────────────────────────────────────────────────────────────────────────────────────────

ENTRY = ("mark", "street", "kind", "subject", "act", "tokens", "basis", "rule", "at")


def canonical(entry: Mapping[str, Any]) -> str:
    """Return an entry as the one text that its seal binds."""
    return json.dumps({name: entry[name] for name in ENTRY}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
