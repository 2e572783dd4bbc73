"""Which phrases to offer, and looking them up; those in use are served from the process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from shiqiao.base.actor import Actor
from shiqiao.base.db.scope import whole
from shiqiao.base.rows import the_one
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.phrases import rules
from shiqiao.kernel.phrases.models import Phrase, PhraseVersion, StreetPhone
from shiqiao.kernel.phrases.rules import About, Live, Wording

PAGE = 200
SHOWS = ("live", "waiting", "retired")


@dataclass
class _Known:
    """Phrases in use and telephones, by street."""

    live: dict[int, list[Live]] = field(default_factory=dict)
    phones: dict[int, str] = field(default_factory=dict)


@snapshot("phrases")
def _known() -> _Known:
    with whole():
        known = _Known(phones=dict(StreetPhone.objects.values_list("street", "phone")))
        heads = {(row.id, row.live): row for row in Phrase.objects.filter(retired_at=None, live__gt=0)}
        for version in PhraseVersion.objects.filter(
            phrase__in=[number for number, _ in heads], approved_at__isnull=False
        ):
            if row := heads.get((version.phrase, version.version)):
                wording = Wording.model_validate(version.wording)
                one = Live(row.id, row.street, row.used, wording, rules.grams_of(wording))
                known.live.setdefault(row.street, []).append(one)
        return known


def offered(street: int, kinds: Sequence[str], about: About, day: date, limit: int = 12) -> list[Live]:
    """Return approved and valid phrases for an item or legal ground, the nearest first; without a query."""
    return rules.offered(_known().live.get(street, ()), kinds, about, day)[:limit]


def phone_of(street: int) -> str:
    """Return the office's telephone, empty when none was entered."""
    return _known().phones.get(street, "")


@dataclass(frozen=True)
class Shown:
    """A phrase with the version that a page shows: the one in use, or the latest."""

    row: Phrase
    version: PhraseVersion
    wording: Wording

    @property
    def waits(self) -> bool:
        """Tell whether a version waits to be approved."""
        return self.row.retired_at is None and self.row.live < self.row.latest


def phrases(actor: Actor, *, text: str = "", kind: str = "", show: str = "live", limit: int = PAGE) -> list[Shown]:
    """Return the street's phrases that are in use, wait for approval or are retired, narrowed by kind and words."""
    rows = Phrase.objects.filter(street=actor.street or 0, retired_at__isnull=show != "retired").order_by("-id")
    wanted = {row.id: row for row in rows if show != "live" or row.live}
    if show == "waiting":
        wanted = {number: row for number, row in wanted.items() if row.live < row.latest}
    pairs = {(row.id, row.live if show == "live" else row.latest): row for row in wanted.values()}
    found = []
    for version in PhraseVersion.objects.filter(phrase__in=list(wanted)).order_by("-phrase", "-version"):
        row = pairs.get((version.phrase, version.version))
        if row and _fits(wording := Wording.model_validate(version.wording), text.strip(), kind):
            found.append(Shown(row, version, wording))
    return sorted(found, key=lambda one: (-one.row.used, -one.row.id))[:limit]


def _fits(wording: Wording, text: str, kind: str) -> bool:
    if kind and wording.kind != kind:
        return False
    plain = " ".join((wording.title.zh, wording.title.en, wording.zh, wording.en, *wording.items))
    return not text or text in wording.items or rules.found_by(text, rules.grams_of(wording), plain)


def access_phrase(actor: Actor, number: int) -> Phrase:
    """Return a phrase of the actor's street; absent and not yours are the same NotFound."""
    return the_one(Phrase.objects.filter(pk=number, street=actor.street or 0))


def history(row: Phrase) -> list[tuple[PhraseVersion, Wording]]:
    """Return all versions of a phrase, newest first."""
    found = PhraseVersion.objects.filter(phrase=row.id).order_by("-version")
    return [(version, Wording.model_validate(version.wording)) for version in found]
