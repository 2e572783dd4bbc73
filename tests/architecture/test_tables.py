"""What the database itself keeps: the fence round every street, a web role that owns nothing; and classes of data."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from shiqiao.base.classes import HOLDINGS

# Tables with a street that the fence does not bind, each with its reason.
UNFENCED = {
    "territory_grid": "names of grids are public; routing and the portal ask before a street is known",
    "territory_boundary": "maps are public, and a point must be looked up before its street is known",
    "territory_profile": "names of offices are public, and the portal asks before a street is known",
    "people_account": "a login comes before any scope; reads of people show rows of the actor's own street",
}
TEXTUAL = {
    "CharField", "TextField", "JSONField", "BinaryField", "ArrayField", "FloatField", "EmailField", "SearchVectorField",
    "GenericIPAddressField", "URLField",
}  # fmt: skip
# Readable types that hold nothing readable: a hash, and keyed tokens as a text index wants them.
KEYED_TERMS = {"password", "name_terms"}


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_every_table_with_a_street_has_the_fence(db: None) -> None:
    streets = {
        table
        for (table,) in rows(
            "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_name) "
            "WHERE c.column_name = 'street' AND c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        )
    }
    bound = {
        table
        for (table,) in rows(
            "SELECT p.tablename FROM pg_policies p JOIN pg_class c ON c.oid = p.tablename::regclass "
            "WHERE c.relrowsecurity AND p.cmd = 'ALL' AND p.qual LIKE '%shiqiao.low%' AND p.qual LIKE '%shiqiao.high%'"
        )
    }
    assert len(streets) > 10
    assert streets - bound == UNFENCED.keys()
    assert bound <= streets


def test_no_policy_widens_the_fence(db: None) -> None:
    kinds = {(permissive, policy) for permissive, policy in rows("SELECT permissive, policyname FROM pg_policies")}
    assert {policy for _, policy in kinds} == {"street_fence"}
    assert rows("SELECT tablename FROM pg_policies GROUP BY 1 HAVING count(*) > 1") == []


def test_the_web_role_owns_nothing_and_passes_no_fence(db: None) -> None:
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False, False)]
    assert rows("SELECT relname FROM pg_class WHERE relowner = current_user::regrole") == []
    assert rows("SELECT nspname FROM pg_namespace WHERE nspowner = current_user::regrole") == []
    assert rows(
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = current_user::regrole"
    ) == []  # fmt: skip
    assert rows("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == [(False,)]


def test_every_field_that_can_hold_words_has_a_class() -> None:
    for model in apps.get_models():
        if model.__module__.startswith("shiqiao."):
            textual = {f.column for f in model._meta.concrete_fields if type(f).__name__ in TEXTUAL}
            named = set(HOLDINGS[model].columns) if model in HOLDINGS else set()
            assert named == textual, f"{model.__name__}: declare its columns with @holds (shiqiao/base/classes.py)"


def test_what_is_personal_says_where_it_is_shown() -> None:
    for holding in HOLDINGS.values():
        readable = [
            h for h in holding.columns.values() if h.data_class in ("personal", "sensitive") and h.protection != "keyed"
        ]
        assert holding.shown or not readable, holding.model


@pytest.mark.parametrize("kind", ["sealed", "keyed", "hashed"])
def test_what_is_sealed_or_keyed_is_not_kept_as_readable_text(kind: str) -> None:
    for model, holding in HOLDINGS.items():
        for held in holding.of(kind):
            field = model._meta.get_field(held.column)  # type: ignore[attr-defined]
            assert type(field).__name__ in ("BinaryField", "ArrayField") or held.column in KEYED_TERMS, field


def test_what_is_bound_is_covered_by_the_proof() -> None:
    from tests.kernel.matters.test_proof import COVERED as MATTERS
    from tests.kernel.visits.test_visit_proof import COVERED as VISITS

    COVERED = {**MATTERS, **VISITS}
    for model, holding in HOLDINGS.items():
        table = model._meta.db_table  # type: ignore[attr-defined]
        missing = {held.column for held in holding.of("bound")} - set(COVERED.get(table, ()))
        assert missing == ({"terms"} if table == "matters_search" else set()), table
