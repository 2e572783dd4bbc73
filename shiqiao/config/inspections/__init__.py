"""What `shiqiao check` looks at for the whole installation: named, each with a remedy; errors fail the check.

One function looks at one thing and yields concerns; a new one is a line in `HOUSE` here, or, for parts, in the socket
`inspections` of `shiqiao.base.plugs`. An inspection that fails itself is an error of its own, and the others go on.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from shiqiao.base import plugs
from shiqiao.base.plugs import Concern, Inspection
from shiqiao.config.inspections import ground, safety, work

HOUSE = (
    Inspection("debug", safety.debug),
    Inspection("secret key", safety.secret_key),
    Inspection("hosts", safety.hosts),
    Inspection("tls", safety.tls),
    Inspection("cookies", safety.cookies),
    Inspection("demo accounts", safety.demo_accounts),
    Inspection("data folder", ground.folder),
    Inspection("disk", ground.disk, production=False),
    Inspection("attachments", ground.attachments, production=False),
    Inspection("database role", ground.role),
    Inspection("database search", ground.search, production=False),
    Inspection("database connections", ground.connections, production=False),
    Inspection("database locks", ground.locks, production=False),
    Inspection("migrations", ground.migrations, production=False),
    Inspection("translations", ground.translations, production=False),
    Inspection("static files", ground.static_files, production=False),
    Inspection("time", ground.time),
    Inspection("worker", work.worker, production=False),
    Inspection("jobs", work.jobs, production=False),
    Inspection("alarms", work.alarms, production=False),
    Inspection("backup", work.backup),
    Inspection("archive", work.archive, production=False),
    Inspection("calendars", work.calendars, production=False),
    Inspection("hand-overs", work.unseen, production=False),
)


def inspect(at: datetime) -> Iterator[tuple[str, Concern]]:
    """Yield what every inspection found, with its name."""
    for one in (*HOUSE, *plugs.inspections):
        if one.production and settings.OPTIONS.demo:
            continue
        try:
            yield from ((one.name, concern) for concern in list(one.look(at)))
        except Exception as error:
            yield one.name, Concern(f"Could not be looked at: {type(error).__name__}: {error}", error=True)
