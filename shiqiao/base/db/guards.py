"""Whether the second fence stands on this server: what `shiqiao check` tells, each finding with its remedy.

On the server inside all of this is set at initialisation (`provision`). On a server of one's own (`DATABASE_URL`) the role that
prepares the database may lack the right, or somebody may have changed it since.
"""

from collections.abc import Mapping
from typing import Any

# Without the mark a search under row-level security reads every row of the street (measured: 2.5 s instead of 5 ms).
LEAKPROOF = ("ts_match_vq(tsvector, tsquery)",)


def leakproof_missing(connection: Any = None) -> list[str]:
    """Return the functions of the search operator that are not marked leakproof; empty when a search uses its index."""
    found = []
    with _cursor(connection) as cursor:
        for name in LEAKPROOF:
            cursor.execute("SELECT proleakproof FROM pg_proc WHERE oid = %s::regprocedure", [name])
            row = cursor.fetchone()
            if row is None or not row[0]:
                found.append(name)
    return found


def fence_findings(unfenced: Mapping[str, str], connection: Any = None) -> list[str]:
    """Say what is wrong with the fence for the role of this connection, as sentences with the remedy.

    `unfenced` are the tables with a street that may do without, by name with the reason. The role must be no superuser, must
    not bypass row-level security, and must neither own the tables nor be a member of who does.
    """
    with _cursor(connection) as cursor:
        return [*_role(cursor), *_owners(cursor), *_tables(cursor, unfenced), *_months(cursor)]


def findings(connection: Any = None) -> list[str]:
    """Return all findings about this server, for `shiqiao check`: fence first, then the speed of searches."""
    slow = [
        f"Searches read every row, because {name} is not marked leakproof. Let a superuser run once in this database: "
        f"ALTER FUNCTION {name} LEAKPROOF;"
        for name in leakproof_missing(connection)
    ]
    return [*fence_findings(OPEN, connection), *slow]


OPEN = {
    "territory_grid": "names of grids are public",
    "territory_boundary": "maps are public",
    "territory_profile": "names of offices are public",
    "people_account": "a login comes before any street",
}
"""Tables with a street that are open by design."""


def _cursor(connection: Any) -> Any:
    if connection is None:
        from django.db import connection as default

        connection = default
    return connection.cursor()


def _role(cursor: Any) -> list[str]:
    cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    name, superuser, bypasses = cursor.fetchone()
    found = []
    if superuser:
        found.append(f"The role {name} is a superuser and sees every street. Run: ALTER ROLE {name} NOSUPERUSER;")
    if bypasses:
        found.append(f"The role {name} bypasses row-level security. Run: ALTER ROLE {name} NOBYPASSRLS;")
    return found


def _owners(cursor: Any) -> list[str]:
    cursor.execute(
        """SELECT current_user, c.relowner::regrole::text, count(*)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')
        GROUP BY 1, 2"""
    )
    return [
        f"The role {role} owns {tables} tables (as {owner}), and owners pass the fence. Give them to the owner's role, and "
        f"take the web role out of it: REVOKE {owner} FROM {role};"
        for role, owner, tables in cursor.fetchall()
    ]


def _tables(cursor: Any, unfenced: Mapping[str, str]) -> list[str]:
    cursor.execute(
        """SELECT c.relname, c.relrowsecurity, EXISTS (
             SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'street_fence'
               AND p.polcmd = '*' AND p.polpermissive)
               AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname <> 'street_fence')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'street' AND NOT a.attisdropped
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1"""
    )
    return [
        f"The table {table} has no street fence, or more than that policy: run `shiqiao up` once, which migrates, and remove "
        "policies that are not named street_fence."
        for table, secured, fenced in cursor.fetchall()
        if not (secured and fenced) and table not in unfenced
    ]


def _months(cursor: Any) -> list[str]:
    """The parts of the tables that lie in months are behind the fence of their table alone."""
    cursor.execute(
        """SELECT current_user FROM pg_namespace
        WHERE nspname = 'months' AND has_schema_privilege(current_user, oid, 'USAGE, CREATE')"""
    )
    return [
        f"The role {role} reaches the parts of the tables in the schema months, past the fence. Run: "
        f"REVOKE ALL ON SCHEMA months FROM PUBLIC, {role};"
        for (role,) in cursor.fetchall()
    ]
