"""What a firm's file marks: its tier, its size class, its tags, as the street's rules for firms name them."""

from shiqiao.scenes.enterprise.firms import ids_of
from shiqiao.scenes.enterprise.green.applicants import FirmMarks, plug_marks
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.publishing import rules_of


def marks(street: int, organisation: int) -> list[str]:
    """Return the marks of a firm's file; none for a firm without one."""
    row = FirmFile.objects.filter(street=street, organisation__in=ids_of(organisation)).first()
    return [f"tier={row.tier}", *(f"tag={one}" for one in row.tags)] if row else []


def titles(street: int) -> dict[str, tuple[str, str]]:
    """Return every tier and tag of a street's rules for firms."""
    table = rules_of(street)
    named = [
        *((f"tier={one.code}", one.title) for one in table.tiers),
        *((f"tag={one.code}", one.title) for one in table.tags),
    ]
    return {code: (title.zh, title.en) for code, title in named}


def plug() -> None:
    """Let rules of the green channel ask for tiers and tags."""
    plug_marks(FirmMarks("firm_file", marks, titles))
