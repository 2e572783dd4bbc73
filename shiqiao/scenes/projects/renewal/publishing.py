"""Publishing the terms of renewal: those with which projects begin, and each project's own; offers keep their version."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.snapshots import snapshot, touch
from shiqiao.scenes.projects.renewal import rights
from shiqiao.scenes.projects.renewal.store import RENEWAL, lock_renewal, note
from shiqiao.scenes.projects.renewal.tables import Plot, Renewal, RenewalTerms
from shiqiao.scenes.projects.renewal.terms import Terms, fingerprint, parse

SNAPSHOT = "renewal_terms"
MAY = frozenset({"admin", "system"})
Say = Callable[[str], None]


@transaction.atomic
def publish_default(*, street: int, text: str, by: Actor, at: datetime) -> RenewalTerms:
    """Publish the terms with which new projects begin. Raises Invalid naming each place, Forbidden."""
    if not by.roles & MAY or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    with scope.scoped(street):
        return _publish(street, 0, parse(text), by, at)


@transaction.atomic
def publish_terms(*, renewal: int, text: str, by: Actor, at: datetime) -> RenewalTerms:
    """Publish the terms of a project; offers that stand keep theirs. Thresholds of plots follow, unless one was reached.

    Raises Invalid naming each place, Forbidden, NotFound.
    """
    rights.refuse(by, rights.LEADS)
    with scope.scoped(*scope.of(by)):
        row = lock_renewal(renewal, by)
        terms = parse(text)
        version = _publish(row.street, row.pk, terms, by, at)
        row.terms = version.version
        row.save(update_fields=["terms"])
        for plot in Plot.objects.filter(renewal=row.pk):
            plot.by_households, plot.by_area = terms.threshold_of(plot.code)
            plot.save(update_fields=["by_households", "by_area"])
        return version


def begin_terms(row: Renewal, by: Actor, at: datetime) -> Terms:
    """Give a new project the street's terms as its first version; raises NotFound where none are published."""
    terms = terms_of(row.street)
    _publish(row.street, row.pk, terms, by, at)
    return terms


def _publish(street: int, renewal: int, terms: Terms, by: Actor, at: datetime) -> RenewalTerms:
    rows = RenewalTerms.objects.select_for_update().filter(street=street, renewal=renewal)
    latest, mark = rows.order_by("-version").first(), fingerprint(terms)
    if latest and latest.fingerprint == mark:
        return latest
    row = RenewalTerms.objects.create(
        street=street, renewal=renewal, version=(latest.version if latest else 0) + 1, fingerprint=mark,
        content=terms.model_dump(mode="json"), published_at=at,
    )  # fmt: skip
    subject = Ref(RENEWAL, renewal) if renewal else Ref("renewal_terms", row.pk)
    note("projects.renewal_terms_published", subject, street, by, at, version=row.version, fingerprint=mark)
    touch(SNAPSHOT)
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Say) -> None:
    """Publish a locality's file as the first version; a file that differs later is only named."""
    latest = RenewalTerms.objects.filter(street=street, renewal=0).order_by("-version").first()
    if latest is None:
        publish_default(street=street, text=text, by=by, at=at)
    elif fingerprint(parse(text)) != latest.fingerprint:
        say(f"renewal: the file differs from version {latest.version}; publish it for each project from the desk")


@snapshot(SNAPSHOT)
def _held() -> dict[tuple[int, int, int], Terms]:
    with scope.whole():
        rows = list(RenewalTerms.objects.order_by("street", "renewal", "version"))
    found = {(row.street, row.renewal, row.version): Terms.model_validate(row.content) for row in rows}
    return found | {(row.street, row.renewal, 0): found[row.street, row.renewal, row.version] for row in rows}


def terms_of(street: int, renewal: int = 0, version: int = 0) -> Terms:
    """Return terms from memory: the latest, or a version; raises NotFound where none are published."""
    found = _held().get((street, renewal, version))
    if found is None:
        raise NotFound("No terms of renewal are published here; an administrator publishes renewal.yaml first.")
    return found
