"""Migration operations for rules that the database itself keeps: street fence, append-only tables."""

from django.db import migrations

# Written so that the planner takes it for "nearly every row" (a test for null it cannot estimate counts as 99.5 %) and
# never for a way in: as a plain range it is taken for 0.5 %, and lists of a million matters then run along wrong indexes.
POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY street_fence ON {table}
  USING (CASE WHEN street BETWEEN (SELECT NULLIF(current_setting('shiqiao.low', true), '')::int)
                              AND (SELECT NULLIF(current_setting('shiqiao.high', true), '')::int)
              THEN street END IS NOT NULL);
"""

_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION shiqiao_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION shiqiao_refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION shiqiao_refuse_change();
"""


class OnTables(migrations.RunSQL):
    """Statements on tables that it names, so that others can tell which."""

    tables: tuple[str, ...] = ()


def fence(*tables: str) -> OnTables:
    """Put the street fence round tables with an integer column `street`; the web role, not being owner, is bound by it."""
    return _on(
        tables,
        "".join(POLICY.format(table=table) for table in tables),
        "".join(f"DROP POLICY street_fence ON {t}; ALTER TABLE {t} DISABLE ROW LEVEL SECURITY;" for t in tables),
    )


def append_only(*tables: str) -> OnTables:
    """Let the database refuse UPDATE, DELETE and TRUNCATE on tables, whoever asks."""
    return _on(
        tables,
        "".join(_APPEND_ONLY.format(table=table) for table in tables),
        "".join(f"DROP TRIGGER append_only ON {t}; DROP TRIGGER never_truncated ON {t};" for t in tables),
    )


def _on(tables: tuple[str, ...], there: str, back: str) -> OnTables:
    made = OnTables(there, back)
    made.tables = tables
    return made
