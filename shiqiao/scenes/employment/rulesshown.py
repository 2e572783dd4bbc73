"""What the page of the rules shows: benefits with their conditions, what excludes what, the criteria of the four types."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.employment import words
from shiqiao.scenes.employment.communityshown import asked_in_words
from shiqiao.scenes.employment.definitions import Benefit, Table
from shiqiao.scenes.employment.models import Rules
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.surfaces.desk.words import in_language, said

TERMS = {
    "offered": words.ANSWERS["offered"][0], "policy": gettext_noop("Policy"), "post": gettext_noop("Post offered"),
    "start_up": gettext_noop("Start-up guidance"), "training": gettext_noop("Training"), "aid": gettext_noop("Hardship aid"),
    "appeal": gettext_noop("Decision on the appeal"), "application": gettext_noop("Answer to an application"),
}  # fmt: skip
DAYS = {"wd": gettext_lazy("{n} working days"), "cd": gettext_lazy("{n} days"), "h": gettext_lazy("{n} hours")}


def page(actor: Actor) -> dict[str, Any]:
    """Return the rules of the actor's street as they hold."""
    street = actor.street or 0
    table, latest = rules_of(street), Rules.objects.filter(street=street).order_by("-version").first()
    return {
        "version": latest, "table": table, "office": _office(street, table),
        "terms": [(_(TERMS[name]), _term(text)) for name, text in table.terms if name in TERMS],
        "benefits": [_benefit(one, table) for one in table.benefits], "matrix": list(_matrix(table)),
        "reasons": [
            (" · ".join(_title(table, code) for code in one.between), words.word(words.SCOPES, _scope(table, *one.between)),
             said(one.why))
            for one in table.exclusions
        ],
        "types": [
            (said(one.title), [
                (said(each.title), words.word(words.FIGURES, each.figure), asked_in_words(each)) for each in one.criteria
            ])
            for one in table.communities
        ],
    }  # fmt: skip


def text_of(actor: Actor) -> tuple[str, int]:
    """Return the file as it was published last, with its version; raises NotFound where there is none."""
    latest = Rules.objects.filter(street=actor.street or 0).order_by("-version").first()
    if latest is None:
        raise NotFound
    return latest.text, latest.version


def _office(street: int, table: Table) -> str:
    found = [unit for unit in people.units(street) if table.office and unit.code == table.office]
    return in_language(found[0].title_zh, found[0].title_en) if found else ""


def _term(text: str) -> str:
    number = "".join(sign for sign in text if sign.isdigit())
    return str(DAYS.get(text[len(number) :], "{n}")).format(n=number)


def _title(table: Table, code: str) -> str:
    one = table.benefit(code)
    return said(one.title) if one else code


def _benefit(one: Benefit, table: Table) -> dict[str, Any]:
    return {
        "title": said(one.title), "amount": said(one.amount), "source": one.source, "invented": one.invented,
        "scope": words.word(words.SCOPES, one.scope), "who": list(_who(one, table)),
        "evidence": [words.word(words.PROOFS, code) for code in one.evidence],
        "months": ngettext("{n} month", "{n} months", one.months).format(n=one.months),
    }  # fmt: skip


def _who(one: Benefit, table: Table) -> Iterator[str]:
    """Say whom a benefit is for, a condition a line."""
    who = one.who
    known = {each.code: said(each.title) for each in table.categories} | {"zero": _("zero-employment household")}
    some = {
        _("Status"): [words.pair(words.STATES, code)[0] for code in who.states],
        _("One of the categories"): [known[code] for code in who.categories],
        _("Kind of work"): [words.word(words.JOBS, code) for code in who.jobs],
    }
    for title, listed in some.items():
        if listed:
            yield _("{title}: {listed}").format(title=title, listed="、".join(listed))
    yield from _numbers(one)


def _numbers(one: Benefit) -> Iterator[str]:
    who = one.who
    if who.age:
        yield _("From {first} to {last} years old").format(first=who.age[0], last=who.age[1])
    if who.before_pension:
        yield _("At most {n} years before the end of the working age").format(n=who.before_pension)
    if who.registered_days:
        yield _("At least {n} days on the register").format(n=who.registered_days)
    if who.job_months:
        yield _("At least {n} months in work").format(n=who.job_months)
    if who.trained:
        yield _("With a completed course")


def _scope(table: Table, first: str, second: str) -> str:
    """For whom a pair holds: one with a benefit of households is one of households."""
    homes = {one.code for one in table.benefits if one.scope == "household"}
    named = {one.within for one in table.exclusions if set(one.between) == {first, second}}
    return "household" if "household" in named or {first, second} & homes else "person"


def _matrix(table: Table) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield a line a benefit: for each other one the code of whom the exclusion holds for and its words, empty for none."""
    pairs = {frozenset(one.between) for one in table.exclusions}
    for one in table.benefits:
        line = []
        for other in table.benefits:
            if other.code == one.code:
                line.append(("same", "—"))
            elif frozenset({one.code, other.code}) in pairs:
                scope = _scope(table, one.code, other.code)
                line.append((scope, _("household") if scope == "household" else _("person")))
            else:
                line.append(("", ""))
        yield said(one.title), line
