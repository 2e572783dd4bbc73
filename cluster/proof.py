"""What must hold after failovers: `python -m cluster.proof DATA BOOK` prints how many were lost and doubled, and what else."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shiqiao.config.runtime import connect_data


def prove(book: dict[str, Any]) -> dict[str, Any]:
    """Compare all that was acknowledged with the tables, and let the product verify itself."""
    from faults.proof import doubled, lost, rows
    from shiqiao.config.commands.verify import everything

    there = rows("SELECT source_id, number FROM matters_matter WHERE channel = 'api'")
    missing = list(lost(book, there))
    twice = list(doubled(book, Counter(key for key, _ in there)))
    numbers = Counter(number for _, number in there)
    twice += [f"number {number} was given {count} times" for number, count in numbers.items() if count > 1]
    others = [*book["wrong"], *jobs(book), *(f"verify: {one}" for one in everything())]
    return {"lost": len(missing), "doubled": len(twice), "findings": [*missing, *twice, *others][:30]}


def jobs(book: dict[str, Any]) -> Iterator[str]:
    """Yield each acknowledged job that never ran."""
    from faults.proof import rows

    ran = {key for (key,) in rows("SELECT key FROM faults_done")}
    asked = {key for (key,) in rows("SELECT key FROM faults_asked")}
    for key in book["numbers"]:
        if book["kinds"][key] == "job" and (key not in asked or key not in ran):
            yield f"job {key} was acknowledged and {'never ran' if key in asked else 'is not there'}"


def main(data: Path, book: Path) -> int:
    """Print the result as one line of JSON; exit status 1 when something does not hold."""
    with connect_data(data, prepare=False):
        found = prove(json.loads(book.read_text(encoding="utf-8")))
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["findings"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
