"""Residents who want news of their report by a means of their choice: remembered, told, ended."""

import hmac
from datetime import datetime, timedelta

from django.conf import settings

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.notices import rules
from shiqiao.kernel.notices.means import known
from shiqiao.kernel.notices.models import ADDRESS, LINK, Choice, Follower, Sending
from shiqiao.kernel.notices.sending import put_off

LANGUAGES = ("zh-hans", "en")
_STOP, _WHO = "notices.stop", "notices.who"


def follow_subject(
    *, street: int, subject: Ref, means: str, address: str, link: str, language: str, by: Actor, at: datetime
) -> Follower:
    """Remember by which means and where a resident wants news of a report; the same report again replaces it.

    `link` is the path with the secret under which the report is followed. Runs in the transaction of the report or in
    one of its own. Raises Invalid naming `means` or `address`.
    """
    one = known.named(means, "resident")
    if one is None:
        raise Invalid(fields={"means": "Choose one of the ways that are offered."})
    clean = known.cleaned(one, address)
    if not clean:
        raise Invalid(fields={"address": known.REMEDIES[one.asks]})
    values = {
        "street": street, "means": means, "language": language if language in LANGUAGES else LANGUAGES[0],
        "address": crypto.encrypt(clean, context=ADDRESS), "link": crypto.encrypt(link, context=LINK),
        "who": crypto.keyed_hash(f"{means}/{clean.lower()}", use=_WHO), "made_at": at,
    }  # fmt: skip
    with scope.scoped(street):
        row, _ = Follower.objects.update_or_create(subject_kind=subject.kind, subject_id=subject.id, defaults=values)
    return row


def tell_followers(
    *, street: int, subject: Ref, kind: str, number: str, by: Actor, at: datetime, line: int, urgent: bool = False
) -> int:
    """Put off what tells the followers of a subject that something happened, in the transaction of the act.

    `kind` is one of the values of `rules.TOLD`, `line` the number of the journal line that did it. Returns how many.
    """
    rows = Follower.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    found = list(rows.only("id", "means"))
    for row in found:
        put_off(
            Sending(street=street, follower=row.pk, means=row.means, kind=kind, subject_kind=subject.kind,
                    subject_id=subject.id, number=number, urgent=urgent, key=f"f{row.pk}/{kind}/{line}", made_at=at),
            quiet=rules.RESIDENTS, at=at, since=at + (timedelta() if urgent else rules.SETTLES),
        )  # fmt: skip
    return len(found)


# ── ending it ──────────────────────────────────────────────────────────────────────────────────────────────────────


def stop_token(*, follower: int = 0, account: int = 0) -> str:
    """Return what ends further sendings to a follower or an official; it stands in every mail."""
    who = f"f{follower}" if follower else f"a{account}"
    return f"{who}-{crypto.keyed_hash(who, use=_STOP).hex()}"


def stop_following(*, token: str, at: datetime) -> int:
    """End what a link in a mail names: the follower, or the official's choice; returns how many ended, 0 for none.

    Whoever has the link may do it, so nobody needs to sign in; `at` is not asked for more than the look of all actions.
    """
    who, _, mark = token.partition("-")
    if not who[1:].isdecimal() or not hmac.compare_digest(crypto.keyed_hash(who, use=_STOP).hex(), mark):
        return 0
    with scope.whole():
        if who[0] == "f":
            return forget(Follower.objects.filter(pk=int(who[1:])))
        return Choice.objects.filter(pk=int(who[1:])).delete()[0] if who[0] == "a" else 0


def forget(rows: "object") -> int:
    """Delete followers with what still waits for them."""
    ids = [row.pk for row in rows.only("id")]  # type: ignore[attr-defined]
    Sending.objects.filter(follower__in=ids, state__in=(rules.WAITING, rules.HELD)).update(
        state=rules.DROPPED, why="ended"
    )
    return int(Follower.objects.filter(pk__in=ids).delete()[0])


def forget_followers(*, subject: Ref) -> int:
    """Forget who follows a subject, when its reporter is erased; in the running transaction."""
    return forget(Follower.objects.filter(subject_kind=subject.kind, subject_id=subject.id))


def forget_old(*, at: datetime) -> int:
    """Forget followers whose secret link has ended anyway, and sendings that ended a year ago (a round of the worker)."""
    before = at - timedelta(days=settings.LINK_DAYS)
    Sending.objects.exclude(state=rules.WAITING).filter(made_at__lt=before).delete()
    return forget(Follower.objects.filter(made_at__lt=before))
