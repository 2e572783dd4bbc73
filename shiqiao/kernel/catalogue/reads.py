"""Looking things up in a street's catalogue; served from the process."""

from dataclasses import dataclass, field

from shiqiao.base.db.scope import whole
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.snapshots import snapshot
from shiqiao.base.sockets import CatalogueFile, Socket
from shiqiao.base.text import bigrams
from shiqiao.kernel.catalogue.models import CatalogueVersion
from shiqiao.kernel.catalogue.rules import Item, Outcome

catalogue_files: Socket[CatalogueFile] = Socket("catalogue.files", CatalogueFile)


@dataclass
class Catalogue:
    """One version of a street's catalogue."""

    street: int
    version: int
    items: dict[str, Item]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    grams: dict[str, frozenset[str]] = field(default_factory=dict)

    def item(self, code: str) -> Item:
        """Return an item; raises Invalid naming the field `item` and its remedy."""
        found = self.items.get(code)
        if found is None:
            raise Invalid(
                "Something in the report cannot be used.",
                fields={"item": "There is no such item in this street's catalogue; choose one from the list."},
            )
        return found

    def suggest(self, text: str, limit: int = 5) -> list[tuple[Item, int]]:
        """Suggest items for a text by shared bigrams with titles and synonyms, best first; score in per cent.

        A whole synonym or title found in the text counts most.
        """
        asked = set(bigrams(text))
        scored = []
        for code, grams in self._grams().items():
            item = self.items[code]
            whole_hit = any(word in text for word in (item.title.zh, *item.synonyms))
            shared = len(asked & grams) / (len(grams) or 1)
            score = int(100 * min(1.0, shared * 0.7 + (0.6 if whole_hit else 0)))
            if score >= 12:
                scored.append((item, score))
        return sorted(scored, key=lambda pair: (-pair[1], pair[0].code))[:limit]

    def _grams(self) -> dict[str, frozenset[str]]:
        if not self.grams:
            self.grams = {code: frozenset(bigrams(item.title.zh)) for code, item in self.items.items() if item.offered}
        return self.grams


@dataclass
class _Known:
    """Catalogues in memory: the latest of each street, and former versions as they are asked for."""

    latest: dict[int, Catalogue]
    former: dict[tuple[int, int], Catalogue] = field(default_factory=dict)


@snapshot("catalogue")
def _known() -> _Known:
    with whole():
        rows = CatalogueVersion.objects.order_by("street", "-version").distinct("street")
        return _Known({row.street: _read(row) for row in rows})


def catalogue(street: int, version: int | None = None) -> Catalogue:
    """Return a street's catalogue, by default the latest; raises NotFound."""
    known = _known()
    latest = known.latest.get(street)
    if latest and version in (None, latest.version):
        return latest
    if version is not None:
        key = (street, version)
        if key not in known.former:
            with whole():
                row = CatalogueVersion.objects.filter(street=street, version=version).first()
            if row:
                known.former[key] = _read(row)
        if key in known.former:
            return known.former[key]
    raise NotFound("The street {street} has no catalogue; publish one first.", street=street)


def _read(row: CatalogueVersion) -> Catalogue:
    items = [Item.model_validate(raw) for raw in row.items]
    outcomes = [Outcome.model_validate(raw) for raw in row.outcomes]
    return Catalogue(row.street, row.version, {i.code: i for i in items}, {o.code: o for o in outcomes})


def streets() -> list[int]:
    """Return the streets that have a catalogue."""
    return sorted(_known().latest)


def versions(street: int) -> list[CatalogueVersion]:
    """Return a street's versions without their items, newest first."""
    return list(CatalogueVersion.objects.filter(street=street).defer("items", "outcomes").order_by("-version")[:50])
