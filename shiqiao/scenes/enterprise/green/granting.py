"""Granting, changing and withdrawing rules of the green channel, and putting it to use on a matter that runs."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.snapshots import touch
from shiqiao.base.text import clean
from shiqiao.kernel.clocks.hooks import clocked_items
from shiqiao.kernel.clocks.reckoning import Term
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.matters.reads import access_matter
from shiqiao.kernel.matters.shortening import shorten_matter
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise.green import applicants, rights, rules
from shiqiao.scenes.enterprise.green.errors import NoRuleFits, RuleEnded
from shiqiao.scenes.enterprise.green.inforce import STAMP, for_applicant
from shiqiao.scenes.enterprise.green.items import known_items
from shiqiao.scenes.enterprise.green.tables import GreenRule, GreenSubject

RULE = "green_rule"
TITLE_MOST, TEXT_MOST, STEPS_MOST, ITEMS_MOST = 60, 300, 8, 60


@dataclass(frozen=True, slots=True)
class Grant:
    """What is granted: for whom (`who`), for which items (kind:code), what remains of the term, from when until when, why."""

    title: str
    who: str
    items: tuple[str, ...]
    since: date
    until: date
    reason: str
    organisation: int = 0
    mark: str = ""
    share: int = 0
    term: str = ""
    parallel: tuple[str, ...] = field(default=())
    invented: bool = False


@transaction.atomic
def grant_rule(*, grant: Grant, by: Actor, at: datetime) -> GreenRule:
    """Grant the green channel by a rule. Raises Invalid naming each field, Forbidden."""
    street = rights.refuse_grant(by)
    with scope.scoped(street):
        values = _checked(grant, street, by, at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"green {street}"])
        last = GreenRule.objects.filter(street=street).order_by("-serial").values_list("serial", flat=True).first() or 0
        return _write(street, last + 1, 1, values, "enterprise.green_granted", by, at)


@transaction.atomic
def change_rule(*, rule: int, grant: Grant, by: Actor, at: datetime) -> GreenRule:
    """Let a rule hold otherwise from now on, as its next version; the former one ends and stays as it was.

    Locks the former version. Raises Invalid naming each field, RuleEnded, NotFound, Forbidden.
    """
    street = rights.refuse_grant(by)
    with scope.scoped(street):
        former = _lock(rule, street)
        values = _checked(grant, street, by, at)
        _end(former, values["reason"], by, at)
        return _write(
            street, former.serial, former.version + 1, values, "enterprise.green_changed", by, at, former=former.number
        )


@transaction.atomic
def withdraw_rule(*, rule: int, reason: str, by: Actor, at: datetime) -> GreenRule:
    """End a rule before its day; clocks that it has shortened stay as they are. Raises Invalid, RuleEnded, NotFound."""
    street = rights.refuse_grant(by)
    text = clean(reason).strip()
    if not text or len(text) > TEXT_MOST:
        raise Invalid(fields={"reason": "Write why it ends, in at most {most} characters."}, most=TEXT_MOST)
    with scope.scoped(street):
        row = _lock(rule, street)
        _end(row, text, by, at)
        subject = Ref(RULE, row.pk)
        data = {"number": row.number}
        journal.write("enterprise.green_withdrawn", subject=subject, street=street, by=by, at=at, data=data)
        touch(STAMP)
    return row


@transaction.atomic
def use_on_matter(*, number: str, organisation: int, by: Actor, at: datetime) -> Any:
    """Put the green channel to use on a matter that runs, which is about a firm; its clock is reckoned from its start.

    Raises NotFound for a matter or firm that is not the actor's to see, NoRuleFits, NothingShorter, Forbidden.
    """
    matter = access_matter(by, number)
    if organisation:
        organisation = registry.get(by, registry.KINDS[applicants.KIND], organisation).pk
    found = for_applicant(matter.street, "matter", matter.item, organisation, at)
    if not found:
        raise NoRuleFits
    if organisation:
        GreenSubject.objects.update_or_create(
            kind="matter", subject=matter.pk,
            defaults={"street": matter.street, "organisation": organisation, "account": by.account or 0, "at": at},
        )  # fmt: skip
    rule = GreenRule.objects.get(street=matter.street, number=found[0].number)
    data = {"number": rule.number, "matter": matter.number}
    if organisation:
        data["organisation"] = str(Ref(applicants.KIND, organisation))
    subject = Ref(RULE, rule.pk)
    journal.write("enterprise.green_put_to_use", subject=subject, street=matter.street, by=by, at=at, data=data)
    shorten_matter(matter=matter.pk, by=by, at=at)
    return matter


# ── what these share ───────────────────────────────────────────────────────────────────────────────────────────────


def _lock(rule: int, street: int) -> GreenRule:
    row = GreenRule.objects.select_for_update().filter(pk=rule, street=street).first()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise RuleEnded
    return row


def _end(row: GreenRule, reason: str, by: Actor, at: datetime) -> None:
    row.ended_at, row.ended_by, row.ended_post, row.ended_reason = at, by.account or 0, by.post or 0, reason
    row.save(update_fields=["ended_at", "ended_by", "ended_post", "ended_reason"])


def _write(
    street: int, serial: int, version: int, values: dict[str, Any], code: str, by: Actor, at: datetime, former: str = ""
) -> GreenRule:
    row = GreenRule.objects.create(
        street=street, serial=serial, version=version, number=rules.number_of(serial, version), granted_at=at,
        granted_by=by.account or 0, granted_post=by.post or 0, **values,
    )  # fmt: skip
    data = {
        "number": row.number, "former": former, "who": row.who, "mark": row.mark, "items": row.items, "share": row.share,
        "organisation": str(Ref(applicants.KIND, row.organisation)) if row.organisation else "", "term": row.term,
        "since": row.since.isoformat(), "until": row.until.isoformat(),
    }  # fmt: skip
    data = {k: v for k, v in data.items() if v}
    journal.write(code, subject=Ref(RULE, row.pk), street=street, by=by, at=at, data=data)
    touch(STAMP)
    return row


def _checked(grant: Grant, street: int, by: Actor, at: datetime) -> dict[str, Any]:
    """Return the columns of a grant; raises Invalid naming each field that cannot be used."""
    wrong = _wrong_texts(grant) | _wrong_whom(grant, street) | _wrong_shortening(grant) | _wrong_days(grant, at)
    unknown = set(grant.items) - known_items(street).keys()
    if not grant.items or unknown or len(grant.items) > ITEMS_MOST:
        wrong["items"] = "Choose one to {items_most} affairs or items whose term is shortened."
    if wrong:
        raise Invalid(
            fields=wrong, text_most=TEXT_MOST, title_most=TITLE_MOST, items_most=ITEMS_MOST, days=rules.LONGEST,
            steps_most=STEPS_MOST,
        )  # fmt: skip
    firm = registry.get(by, registry.KINDS[applicants.KIND], grant.organisation).pk if grant.organisation else 0
    return {
        "title": clean(grant.title).strip(), "who": grant.who, "organisation": firm, "mark": grant.mark,
        "items": sorted(set(grant.items)), "share": grant.share, "term": grant.term, "since": grant.since,
        "until": grant.until, "reason": clean(grant.reason).strip(), "invented": grant.invented,
        "parallel": [text for one in grant.parallel if (text := clean(one).strip())],
    }  # fmt: skip


def _wrong_texts(grant: Grant) -> dict[str, str]:
    wrong = {}
    if not 0 < len(grant.title.strip()) <= TITLE_MOST:
        wrong["title"] = "Give the rule a name, in at most {title_most} characters."
    if not 0 < len(grant.reason.strip()) <= TEXT_MOST:
        wrong["reason"] = "Write why it is granted, in at most {text_most} characters."
    if len(grant.parallel) > STEPS_MOST or any(len(one) > TITLE_MOST for one in grant.parallel):
        wrong["parallel"] = "Name at most {steps_most} steps, each in at most {title_most} characters."
    return wrong


def _wrong_whom(grant: Grant, street: int) -> dict[str, str]:
    if grant.who not in rules.WHO:
        return {"who": "Choose for whom the rule is."}
    if grant.who == "firm" and not grant.organisation:
        return {"firm": "Name the firm: its credit code, or words of its name that only one firm has."}
    if grant.who == "mark" and grant.mark not in applicants.titles(street):
        return {"mark": "Choose what marks the firms."}
    if (grant.organisation and grant.who != "firm") or (grant.mark and grant.who != "mark"):
        return {"who": "A firm or a mark is named only where the rule is for it."}
    return {}


def _wrong_shortening(grant: Grant) -> dict[str, str]:
    if bool(grant.share) == bool(grant.term):
        return {"share": "Give either how much of the term remains, or a term of its own."}
    if grant.share and not 10 <= grant.share <= 90:
        return {"share": "Between 10 and 90 of a hundred can remain of a term."}
    try:
        Term.parse(grant.term or "1wd")
    except Invalid:
        return {"term": "Write a term as 4wh (working hours) or 3wd (working days)."}
    return {}


def _wrong_days(grant: Grant, at: datetime) -> dict[str, str]:
    if grant.since < localtime(at).date():
        return {"since": "A rule begins today or later: what has begun before keeps its term."}
    if not 0 <= (grant.until - grant.since).days < rules.LONGEST:
        return {"until": "A rule ends on a day after it begins, within {days} days; grant it anew after that."}
    return {}


def kinds() -> list[str]:
    """Return the kinds of subjects whose clocks ask the rules."""
    return ["matter", *(one.kind for one in clocked_items)]
