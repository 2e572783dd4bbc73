"""Install the model street with a token, and its exchange with a 12345: `python -m faults.prepare DATA ADDRESS SECRET`."""

import json
import os
import sys
from pathlib import Path

from benchmarks.installation import STREET
from shiqiao.config.runtime import connect_data

TABLES = """CREATE TABLE IF NOT EXISTS faults_asked (key text PRIMARY KEY);
CREATE TABLE IF NOT EXISTS faults_done (id bigserial PRIMARY KEY, key text NOT NULL);
GRANT SELECT, INSERT ON faults_asked, faults_done TO {web};
GRANT USAGE ON SEQUENCE faults_done_id_seq TO {web}"""


def main(data: Path, address: str, secret: str) -> None:
    """Install the street when it is not there, and point its exchange at `address`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faults.settings")
    with connect_data(data):
        folder = data / "hotline"
        folder.mkdir(exist_ok=True)
        (folder / f"{STREET}.yaml").write_text(
            f"receipts: auto\ntransport: http\nhttp: {{address: {address}/letters}}\ntries: 50\n", encoding="utf-8"
        )
        (folder / f"{STREET}.token").write_text(secret, encoding="utf-8")
        if not (data / "faults.json").exists():
            (data / "faults.json").write_text(json.dumps(install_street()), encoding="utf-8")


def install_street() -> dict[str, str]:
    """Install, and return the token of the dispatcher's post."""
    from django.conf import settings

    from benchmarks.prepare import keys
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.places.install import install

    install(settings.LOCALITIES / "ganshiqiao", by=system("faults"), at=now())
    return keys("dispatcher", "dispatch1")


def make_tables(owner: str, web: str) -> None:
    """Make the two tables by which jobs are counted, as the owner."""
    import psycopg

    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(TABLES.format(web=web))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
