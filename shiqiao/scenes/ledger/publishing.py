"""Publishing what answers cost, who requests forms, and ledgers; taking over a locality's file."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.kernel.registry.circles import read_test
from shiqiao.scenes.ledger import dictionary, store
from shiqiao.scenes.ledger.definitions import LedgerSpec, LocalityTable, Settings, fingerprint, parse, plain
from shiqiao.scenes.ledger.models import LedgerVersion, SettingsVersion

NOT_THERE = "The dictionary has no field {field_code}."
ONLY_OFFICE = "Only an administrator or a leader of the street does this."


# ── settings ───────────────────────────────────────────────────────────────────────────────────────────────────────


def publish_settings(*, street: int, settings: Settings, by: Actor, at: datetime) -> SettingsVersion:
    """Publish departments and what an answer costs; unchanged ones keep their version. Raises Forbidden."""
    store.may(by, store.PUBLISHES, street, ONLY_OFFICE)
    with scope.scoped(street):
        latest = SettingsVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
        mark = fingerprint(settings)
        if latest and latest.fingerprint == mark:
            return latest
        row = SettingsVersion.objects.create(
            street=street, version=(latest.version if latest else 0) + 1, content=plain(settings), fingerprint=mark,
            published_at=at,
        )  # fmt: skip
        store.note("ledger.settings_published", Ref(store.SETTINGS, row.pk), street, by, at, version=row.version,
                   fingerprint=mark, departments=[one.code for one in settings.departments])  # fmt: skip
    return row


def settings_of(street: int, version: int | None = None) -> Settings:
    """Return the settings in force, or those of a version; the house's own where none were published."""
    rows = SettingsVersion.objects.filter(street=street)
    row = (rows if version is None else rows.filter(version=version)).order_by("-version").values_list(
        "pk", "fingerprint"
    ).first()  # fmt: skip
    return _settings(*row) if row else Settings()


def settings_by_version(street: int) -> Mapping[int, Settings]:
    """Return all versions of a street's settings; 0 stands for the house's own."""
    rows = SettingsVersion.objects.filter(street=street).values_list("version", "pk", "fingerprint")
    return {0: Settings(), **{version: _settings(pk, mark) for version, pk, mark in rows}}


def version_of(street: int) -> int:
    """Return the number of the settings in force, 0 for the house's own."""
    found = SettingsVersion.objects.filter(street=street).order_by("-version").values_list("version", flat=True)
    return found.first() or 0


@lru_cache(maxsize=256)
def _settings(number: int, mark: str) -> Settings:
    return Settings.model_validate(SettingsVersion.objects.values_list("content", flat=True).get(pk=number))


# ── ledgers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def publish_ledger(*, street: int, spec: LedgerSpec, by: Actor, at: datetime) -> LedgerVersion:
    """Check a ledger and publish it; an unchanged one keeps its version. Raises Invalid naming each place, Forbidden."""
    store.may(by, store.PUBLISHES, street, ONLY_OFFICE)
    with scope.scoped(street):
        known = dictionary.by_code(street)
        if missing := [code for code in spec.codes() if code not in known or not known[code].read]:
            raise Invalid(fields={"fields": NOT_THERE}, field_code=missing[0])
        for one in spec.about.where:
            read_test(one, spec.about.kind)
        rows = LedgerVersion.objects.select_for_update().filter(street=street, code=spec.code)
        latest, mark = rows.order_by("-version").first(), fingerprint(spec)
        if latest and latest.fingerprint == mark:
            return latest
        row = LedgerVersion.objects.create(
            street=street, code=spec.code, version=(latest.version if latest else 0) + 1, content=plain(spec),
            fingerprint=mark, published_by=by.account or 0, published_at=at,
        )  # fmt: skip
        store.note("ledger.published", Ref(store.LEDGER, row.pk), street, by, at, ledger=spec.code, version=row.version,
                   fields=list(spec.codes()), fingerprint=mark)  # fmt: skip
    return row


def publish_file(*, street: int, table: LocalityTable, by: Actor, at: datetime) -> SettingsVersion:
    """Publish what a file says of settings and ledgers, all of it or nothing; its forms go through a request each."""
    with scope.scoped(street):
        row = publish_settings(street=street, settings=table.settings, by=by, at=at)
        for ledger in table.ledgers:
            publish_ledger(street=street, spec=ledger, by=by, at=at)
    return row


def take_over(street: int, text: str, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Take over a locality's file: settings as the first version, ledgers and forms that are not there yet.

    A form of the file counts as approved by the office that wrote the file. What differs later is only named.
    """
    from shiqiao.scenes.ledger import admission, reads

    table = parse(text)
    with scope.scoped(street):
        if not version_of(street):
            publish_settings(street=street, settings=table.settings, by=by, at=at)
        elif fingerprint(settings_of(street)) != fingerprint(table.settings):
            say(f"ledgers: the file's departments or seconds differ from version {version_of(street)}")
        known = set(LedgerVersion.objects.filter(street=street).values_list("code", flat=True))
        for ledger in table.ledgers:
            if ledger.code not in known:
                publish_ledger(street=street, spec=ledger, by=by, at=at)
        there = reads.codes_of(street)
        for form in table.forms:
            if form.code in there:
                continue
            try:
                admission.install_form(street=street, spec=form, by=by, at=at)
            except ShiqiaoError as error:
                raise Invalid(
                    fields={f"forms.{form.code}.{name}": why for name, why in error.fields.items()}
                ) from error
