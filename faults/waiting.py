"""How much still waits for the worker. `python -m faults.waiting DATA` prints a number."""

import sys
from datetime import timedelta
from pathlib import Path

from shiqiao.config.runtime import connect_data

WAITS = """SELECT (SELECT count(*) FROM procrastinate_jobs)
+ (SELECT count(*) FROM hotline_letter WHERE direction = 'out' AND state = 'waiting')
+ (SELECT count(*) FROM hotline_order o JOIN matters_matter m ON m.id = o.matter
   WHERE o.state = 'received' AND m.state <> 'reported')
+ (SELECT count(*) FROM clocks_clock WHERE stopped_at IS NULL AND alarm_at < %s)
+ (SELECT count(*) FROM matters_matter m WHERE m.unrouted AND NOT m.done
   AND NOT EXISTS (SELECT 1 FROM routing_alarm a WHERE a.matter = m.id))"""


def main(data: Path) -> None:
    """Print the number."""
    with connect_data(data):
        from faults.proof import rows
        from shiqiao.base.time import now

        print(rows(WAITS, now() - timedelta(seconds=2))[0][0])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
