"""How others show listings and matches, known to them by reference only; no firm is named here."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.enterprise.exchange import reads, words
from shiqiao.scenes.enterprise.exchange.store import LISTING, MATCH
from shiqiao.scenes.enterprise.exchange.tables import Listing


def listings(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the listings of the actor's street."""
    rows = Listing.objects.filter(pk__in=ids, street=actor.street or 0).defer("terms")
    return {
        row.pk: (row.title, reverse("desk:exchange:listing", args=[row.pk]), words.pair(words.LISTINGS, row.state)[0])
        for row in rows
    }


def matches(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the matches that an actor reads."""
    return {
        number: (
            f"{_('Match')} {number}",
            reverse("desk:exchange:match", args=[number]),
            words.pair(words.MATCHES, row.state)[0],
        )
        for number, row in reads.seen_ids(actor, ids).items()
    }


def fill(scene: str) -> None:
    """Fill the socket."""
    subjects.fill(scene, SubjectKind(LISTING, listings))
    subjects.fill(scene, SubjectKind(MATCH, matches))
