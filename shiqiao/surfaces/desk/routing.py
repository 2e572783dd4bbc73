"""Routing rules as pages show them: each rule in words, versions and their differences, and a rehearsal's report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.errors import fill
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.rehearsal import Line, Rehearsed
from shiqiao.kernel.matters.report import CHANNELS
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.routing import reads
from shiqiao.kernel.routing.models import RoutingVersion
from shiqiao.kernel.routing.rules.checking import Problem
from shiqiao.kernel.routing.rules.matching import said as answer_said
from shiqiao.kernel.routing.rules.sentences import SENTENCES
from shiqiao.kernel.routing.rules.table import Conditions, PostTarget, RoleTarget, Rule, Table, UnitTarget
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.routingwords import role_title, unit_named

WEEKDAYS = {
    "mon": gettext_noop("Monday"), "tue": gettext_noop("Tuesday"), "wed": gettext_noop("Wednesday"),
    "thu": gettext_noop("Thursday"), "fri": gettext_noop("Friday"), "sat": gettext_noop("Saturday"),
    "sun": gettext_noop("Sunday"),
}  # fmt: skip
HOURS = {"office": gettext_noop("within office hours"), "out": gettext_noop("outside office hours")}
DAYS = {"workday": gettext_noop("on working days"), "day_off": gettext_noop("on days off")}


def target_said(rule: Rule, street: int) -> str:
    """Say to whom a rule leads."""
    to = rule.to
    if isinstance(to, PostTarget):
        return words.post_named(to.post, street)
    if isinstance(to, UnitTarget):
        return unit_named(to.unit, street)
    if isinstance(to, RoleTarget):
        return _("%(role)s of the community") % {"role": role_title(to.role)}
    return _("the unit that the item names") if to == "item_unit" else _("whoever answers for grid and line")


def effects_said(rule: Rule) -> list[str]:
    """Say what a rule does besides."""
    found = [_("becomes urgent")] if rule.urgent else []
    return found if rule.place_needed else [*found, _("needs no place")]


def conditions_said(rule: Rule, street: int) -> list[tuple[str, str]]:
    """Say when a rule speaks, as pairs of what and which; empty for always."""
    asked = rule.conditions
    return [(_(label), text) for label, say in _CONDITIONS if (text := say(asked, street))]


def _joined(parts: Sequence[str]) -> str:
    return ("、" if words.chinese() else ", ").join(parts)


def _items(asked: Conditions, street: int) -> str:
    return _joined([f"{words.item_title(street, code)} {code}" for code in asked.items])


def _categories(asked: Conditions, street: int) -> str:
    titles = {item.category: words.said(item.category_title) for item in catalogue(street).items.values()}
    return _joined([f"{titles.get(code, '')} {code}".strip() for code in asked.categories])


def _lines(asked: Conditions, street: int) -> str:
    return _joined([words.line_title(code) for code in asked.lines])


def _places(asked: Conditions, street: int) -> str:
    return _joined([words.place(int(code)) if code.isdigit() else code for code in (*asked.communities, *asked.grids)])


def _channels(asked: Conditions, street: int) -> str:
    return _joined([_(words.CHANNELS.get(code, code)) for code in asked.channels])


def _urgent(asked: Conditions, street: int) -> str:
    return "" if asked.urgent is None else _("yes") if asked.urgent else _("no")


def _when(asked: Conditions, street: int) -> str:
    parts = [_(HOURS[asked.hours])] if asked.hours else []
    parts += [_(DAYS[asked.days])] if asked.days else []
    parts += [_(WEEKDAYS[day]) for day in asked.weekdays]
    parts += ["–".join(asked.between)] if asked.between else []
    return _joined(parts)


def _dates(asked: Conditions, street: int) -> str:
    parts = []
    if asked.season:
        parts.append(_("every year %(low)s to %(high)s") % {"low": asked.season[0], "high": asked.season[1]})
    parts += [_("from %(day)s") % {"day": words.day(asked.since.isoformat())}] if asked.since else []
    parts += [_("until %(day)s") % {"day": words.day(asked.until.isoformat())}] if asked.until else []
    return _joined(parts)


def _answers(asked: Conditions, street: int) -> str:
    fields = {field.key: field for item in catalogue(street).items.values() for field in item.form}
    found = []
    for key, values in asked.answers.items():
        field = fields.get(key)
        known = {choice.code: words.said(choice.title) for choice in field.choices} if field else {}
        known |= {"yes": _("yes"), "no": _("no")}
        told = [known.get(answer_said(value), answer_said(value)) for value in values]
        found.append(f"{words.said(field.title) if field else key}: {_joined(told)}")
    return _joined(found)


_CONDITIONS: tuple[tuple[str, Callable[[Conditions, int], str]], ...] = (
    (gettext_noop("Item"), _items),
    (gettext_noop("Category"), _categories),
    (gettext_noop("Line"), _lines),
    (gettext_noop("Place"), _places),
    (gettext_noop("Channel"), _channels),
    (gettext_noop("Urgent"), _urgent),
    (gettext_noop("Hours"), _when),
    (gettext_noop("Dates"), _dates),
    (gettext_noop("Answers on the form"), _answers),
)


# ── the page of rules ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RuleRow:
    """A rule in words."""

    number: int
    title: str
    name: str
    when: Sequence[tuple[str, str]]
    to: str
    effects: Sequence[str]
    problems: Sequence[str] = ()

    @property
    def as_lines(self) -> list[str]:
        """Return what the rule says as lines, by which versions are compared."""
        when = [f"{label}: {text}" for label, text in self.when]
        return [self.title, *when, "→ " + " · ".join([self.to, *self.effects])]


@dataclass(frozen=True)
class Book:
    """A version's rules in words."""

    rows: Sequence[RuleRow]
    problems: int


def rows_of(table: Table, street: int, problems: Iterable[Problem] = ()) -> list[RuleRow]:
    """Return a table in words, each rule with what is wrong with it today."""
    told: dict[int, list[str]] = {}
    for one in problems:
        told.setdefault(one.number, []).append(problem_said(one))
    return [
        RuleRow(number, words.said(rule.title), rule.name, conditions_said(rule, street), target_said(rule, street),
                effects_said(rule), told.get(number, ()))
        for number, rule in enumerate(table.rules, 1)
    ]  # fmt: skip


def problem_said(one: Problem) -> str:
    """Say what is wrong with a rule, with its remedy."""
    return fill(_(SENTENCES[one.code]), {"what": one.what})


def problems_of(table: Table, street: int, at: datetime) -> list[Problem]:
    """Return what is wrong with a table in a street as it stands."""
    return reads.problems_of(table, street, at, CHANNELS)


def book(street: int, at: datetime) -> Book:
    """Return the rules in force in words, with what of them can no longer be carried out."""
    rules = reads.routing_for(street)
    if rules is None:
        return Book([], 0)
    problems = problems_of(rules.table, street, at)
    return Book(rows_of(rules.table, street, problems), len({one.number for one in problems}))


# ── versions ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class VersionRow:
    """A version in the list."""

    version: int
    published_at: datetime
    by_whom: str


def versions(street: int) -> list[VersionRow]:
    """Return a street's versions, newest first."""
    return [version_row(row) for row in reads.versions(street)]


def version_row(row: RoutingVersion) -> VersionRow:
    """Return when a version was published and by whom."""
    system = row.published_by.startswith("system")
    return VersionRow(
        row.version, row.published_at, _("the system") if system else words.post_named(row.published_by, row.street)
    )


@dataclass(frozen=True)
class Difference:
    """A rule that a version added, took out, changed or moved."""

    kind: str
    tone: str
    title: str
    before: Sequence[str]
    after: Sequence[str]


def differences(row: RoutingVersion) -> list[Difference]:
    """Return how a version differs from the one before, rule by rule."""
    former = reads.routing_for(row.street, row.version - 1) if row.version > 1 else None
    before = {one.name: one for one in rows_of(former.table, row.street)} if former else {}
    after = {one.name: one for one in rows_of(Table.model_validate(row.table), row.street)}
    kept = [name for name in before if name in after]
    found = [_difference(before.get(name), one, kept, list(after)) for name, one in after.items()]
    out = [one for name, one in before.items() if name not in after]
    gone = [Difference(_("taken out"), "red", one.title, one.as_lines[1:], ()) for one in out]
    return [*gone, *(one for one in found if one)]


def _difference(old: RuleRow | None, new: RuleRow, kept: Sequence[str], order: Sequence[str]) -> Difference | None:
    if old is None:
        return Difference(_("added"), "green", new.title, (), new.as_lines[1:])
    if old.as_lines != new.as_lines:
        return Difference(_("changed"), "yellow", new.title, old.as_lines, new.as_lines)
    if kept.index(new.name) != [name for name in order if name in kept].index(new.name):
        places = [[_("number %(n)d") % {"n": one.number}] for one in (old, new)]
        return Difference(_("moved"), "blue", new.title, *places)
    return None


# ── a rehearsal ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Alike:
    """Matters that have something in common, the first of them as links."""

    what: str
    count: int
    links: Sequence[tuple[str, str]]
    to: str = ""


@dataclass(frozen=True)
class Report:
    """What a draft would change."""

    found: Rehearsed
    moved: Sequence[Alike]
    failing: Sequence[Alike]
    unused: Sequence[tuple[int, str]]
    each: int  # microseconds a matter
    slowest: int
    fingerprint: str


def report_of(found: Rehearsed, street: int) -> Report:
    """Return a rehearsal in words."""
    ordered = sorted(found.moved.items(), key=lambda pair: -pair[1].count)
    titles = {rule.name: words.said(rule.title) for rule in found.table.rules}
    return Report(
        found=found,
        moved=[Alike(_whose(a), line.count, _links(line), _whose(b)) for (a, b), line in ordered],
        failing=[_failing(number, line, street) for (number, _code, _what), line in found.failing.items()],
        unused=[(number, titles[name]) for number, name in found.never_used],
        each=round(found.seconds / (found.matters or 1) * 1e6), slowest=round(found.slowest * 1e6),
        fingerprint=found.fingerprint[:12],
    )  # fmt: skip


def _whose(post: int) -> str:
    if not post:
        return _("nobody")
    row = people.post(post)
    return f"{words.in_language(row.title_zh, row.title_en)} ({row.code})"


def _failing(number: int, line: Line, street: int) -> Alike:
    why = " ".join(words.routing([line.step], street))
    return Alike(_("Rule %(n)d: ") % {"n": number} + why if number else why, line.count, _links(line))


def _links(line: Line) -> list[tuple[str, str]]:
    return [(number, reverse("desk:matter", args=[number])) for number in line.numbers]
