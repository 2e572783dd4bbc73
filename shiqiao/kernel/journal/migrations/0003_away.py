"""Hashes of the lines of a month that was put away, by seal: what a day was sealed with stays provable (decision 72).

One row holds, for one seal and one month, the hashes of 32 bytes of that month's lines in the order that the seal uses.
Matters of a month are a range of ids, so in the seal's order they stand together.
"""

from django.db import migrations

from shiqiao.base.db.fences import fence

_AWAY = """
CREATE TABLE public.journal_away (
  street integer NOT NULL, first_id bigint NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
  lines integer NOT NULL CHECK (lines > 0), hashes bytea NOT NULL CHECK (octet_length(hashes) = 32 * lines),
  PRIMARY KEY (street, starts_at, first_id)
);
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_in_ranges")]

    operations = [migrations.RunSQL(_AWAY, "DROP TABLE public.journal_away"), fence("journal_away")]
