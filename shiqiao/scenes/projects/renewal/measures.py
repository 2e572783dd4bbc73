"""What an arena, or anybody else who compares projects, may ask of a renewal: numerator and denominator by name."""

from collections.abc import Mapping

from shiqiao.scenes.projects.renewal import progress
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile, Signature

# Name → English msgid.
TITLES = {
    "audited_households": "Audited agreements by households", "audited_area": "Audited agreements by area",
    "vacated_households": "Households that have moved out", "void_signatures": "Void signatures",
    "failed_audits": "Agreements that failed an audit",
}  # fmt: skip


def measures(street: int, project: int) -> Mapping[str, tuple[int, int]]:
    """Return of the renewal that is a key project: measure → (part, whole); empty where there is none.

    `void_signatures` and `failed_audits` are guards: less is better.
    """
    row = Renewal.objects.filter(street=street, project=project).first() if project else None
    return of_renewal(row) if row else {}


def of_renewal(row: Renewal) -> Mapping[str, tuple[int, int]]:
    """Return the measures of a renewal, each from its records."""
    one = progress.whole(progress.standings(row.pk))
    files = RenewalFile.objects.filter(renewal=row.pk)
    void = Signature.objects.filter(renewal=row.pk, voided_at__isnull=False).count()
    return {
        "audited_households": (one.audited, one.households), "audited_area": (one.audited_area, one.area),
        "vacated_households": (files.filter(vacated_at__isnull=False).count(), one.households),
        "void_signatures": (void, row.last_number),
        "failed_audits": (files.filter(failures__gt=0).count(), one.households),
    }  # fmt: skip
