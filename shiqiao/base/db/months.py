"""Tables in ranges of ids: a migration operation that turns a standing table into the first part of a partitioned one.

The parts lie in the schema `months`, on which the web role has no right: they are reached through the table alone, whose fence
and triggers so bind everybody who is bound by them at all. Nothing is copied: the standing table is attached as it is.
"""

from django.db import migrations

from shiqiao.base.db.fences import POLICY

# Indexes are made on the empty table first: attaching finds their equals on the standing one and takes them over.
_TURN = """
CREATE SCHEMA IF NOT EXISTS months;
ALTER TABLE public.{table} SET SCHEMA months;
ALTER TABLE months.{table} RENAME TO {table}_first;
DROP POLICY street_fence ON months.{table}_first;
{before}
CREATE TABLE public.{table} (LIKE months.{table}_first INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED
  INCLUDING STORAGE) PARTITION BY RANGE ({key});
{constraints}
DO $$
DECLARE
  made text;
BEGIN
  FOR made IN SELECT pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = 'months.{table}_first'::regclass AND NOT indisunique
  LOOP
    EXECUTE replace(made, ' ON months.{table}_first ', ' ON public.{table} ');
  END LOOP;
  -- No role besides the owner's has a right on a part.
  FOR made IN SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
    FROM pg_class, aclexplode(relacl) WHERE oid = 'months.{table}_first'::regclass AND grantee <> relowner
  LOOP
    EXECUTE 'REVOKE ALL ON months.{table}_first FROM ' || made;
  END LOOP;
END $$;
{fence}
{parts}
{after}
"""

# Lines of all kinds lie in one table: those of matters stay where they are, the others move beside them, once.
_OTHER_KINDS = """
CREATE TABLE months.{table}_before PARTITION OF public.{table}
  FOR VALUES FROM (MINVALUE, MINVALUE) TO ('matter', MINVALUE);
CREATE TABLE months.{table}_after PARTITION OF public.{table}
  FOR VALUES FROM ('matter', MAXVALUE) TO (MAXVALUE, MAXVALUE);
INSERT INTO public.{table} OVERRIDING SYSTEM VALUE SELECT * FROM months.{table}_first WHERE kind <> 'matter';
DELETE FROM months.{table}_first WHERE kind <> 'matter';
ALTER TABLE months.{table}_before ENABLE ROW LEVEL SECURITY, ADD PRIMARY KEY (id);
ALTER TABLE months.{table}_after ENABLE ROW LEVEL SECURITY, ADD PRIMARY KEY (id);
ALTER TABLE public.{table} ATTACH PARTITION months.{table}_first
  FOR VALUES FROM ('matter', MINVALUE) TO ('matter', MAXVALUE);
"""
_ONE = "ALTER TABLE public.{table} ATTACH PARTITION months.{table}_first FOR VALUES FROM (MINVALUE) TO (MAXVALUE);"


def in_ranges(table: str, *, by: str, constraints: str, before: str = "", after: str = "") -> migrations.RunSQL:
    """Let a fenced table lie in ranges of the matter's id: of the column `by`, or, for "subject", of (kind, subject).

    `constraints` are the statements that give the new table its keys; `before` and `after` take off and put on what cannot
    stand on a part. There is no way back: what was partitioned stays so.
    """
    of_kinds = by == "subject"
    parts = (_OTHER_KINDS if of_kinds else _ONE).format(table=table)
    return migrations.RunSQL(
        _TURN.format(
            table=table,
            key="kind, subject" if of_kinds else by,
            constraints=constraints,
            before=before,
            after=after,
            fence=POLICY.format(table=f"public.{table}"),
            parts=parts,
        )
    )
