"""A street's renewal: a project with a household's file and a flat, in its street alone."""

from pathlib import Path

from django.conf import settings

from shiqiao.base.actor import system
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.people import reads
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects.renewal import filing, planning
from shiqiao.scenes.projects.renewal.filing import Surveyed
from shiqiao.scenes.projects.renewal.planning import Planned
from shiqiao.scenes.projects.renewal.publishing import publish_default, terms_of

FILE = Path(settings.LOCALITIES) / "ganshiqiao" / "renewal.yaml"


def build(street: int, text: str, leader: Account) -> dict[str, int]:
    """Make them by the leader of a street."""
    try:
        terms_of(street)
    except NotFound:
        office = system("test", street=street)
        publish_default(street=street, text=FILE.read_text(encoding="utf-8"), by=office, at=now())
    by = reads.actor_for(leader)
    row = planning.begin_renewal(planned=Planned("asked", text, 0, (("A", text[:7]),)), by=by, at=now())
    file = filing.survey(renewal=row.pk, found=[Surveyed("A", "dwelling", 4530, text[:20])], by=by, at=now())[0]
    planning.add_flats(renewal=row.pk, flats=[(text[:20], "60", 6000)], by=by, at=now())
    return {"renewal": row.pk, "renewal_file": file.pk}
