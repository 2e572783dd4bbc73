"""What each who asks may ask for: open items by grid, and numbers of matters. `python -m benchmarks.known DATA` prints JSON."""

import json
import sys
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from benchmarks.installation import WHO_READS
from benchmarks.prepare import session_of
from shiqiao.config.runtime import connect_data

TABS = {"head": "territory", "grid": "territory", "handler": "unit"}


def main(data: Path) -> dict[str, Any]:
    """Return the wishes by who asks."""
    with connect_data(data):
        from django.db import transaction

        from shiqiao.base.db import scope
        from shiqiao.kernel.people.models import Account
        from shiqiao.kernel.people.reads import actor_for

        found = {}
        notes = json.loads((data / "bench.json").read_text())
        for who in WHO_READS:
            account = Account.objects.get(username=notes[who]["login"])
            notes[who]["session"] = session_of(account)
            actor = actor_for(account)
            with transaction.atomic():
                scope.set_scope(*scope.of(actor))
                found[who] = wishes(actor, TABS[who])
        (data / "bench.json").write_text(json.dumps(notes))
    return found


def wishes(actor: Any, tab: str) -> dict[str, Any]:
    """Return items with grids where something is open, and numbers, some of them with a journal."""
    from shiqiao.kernel.matters.models import Matter
    from shiqiao.kernel.matters.reads import Filters, branches, matters

    rows = matters(actor, Filters(tab=tab, open=True), limit=200).rows
    older = matters(actor, Filters(tab=tab), limit=200).rows
    mine = reduce(or_, branches(actor, tab))
    waiting = Matter.objects.filter(mine, done=False).values_list("item", "grid").distinct()
    return {
        "tab": tab,
        "open": sorted((item, str(grid)) for item, grid in waiting[:60]),
        "numbers": [row.number for row in (*rows, *older)],
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1])), sys.stdout)
