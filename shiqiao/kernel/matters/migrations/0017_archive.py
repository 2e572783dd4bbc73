"""Months that were put away: which ids, which days, which file (decision 72). What the file holds is proven by its hash."""

from django.db import migrations

_ARCHIVE = """
CREATE TABLE public.matters_archive (
  first_id bigint PRIMARY KEY, end_id bigint NOT NULL CHECK (end_id > first_id), name varchar(20) NOT NULL UNIQUE,
  first_day date NOT NULL, last_day date NOT NULL CHECK (last_day >= first_day), erase_from timestamptz,
  matters bigint NOT NULL, lines bigint NOT NULL, bytes bigint NOT NULL, sha256 char(64) NOT NULL, put_at timestamptz NOT NULL
);
CREATE FUNCTION shiqiao_being_put_away() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this month is being put away: table % takes no more', TG_TABLE_NAME USING ERRCODE = 'lock_not_available';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0016_months"), ("journal", "0003_away")]

    operations = [
        migrations.RunSQL(_ARCHIVE, "DROP TABLE public.matters_archive; DROP FUNCTION public.shiqiao_being_put_away();")
    ]
