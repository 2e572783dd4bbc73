"""What the database itself keeps: the fence round every street, a web role that owns nothing; and classes of data."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

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
# What each field that can hold words or bytes is: public and internal may stand as they are; of what is personal,
# `sealed` is encrypted, `keyed` can be found by whoever has the key, `bound` is text without identifiers whose salted
# commitment stands in the journal, `staff` are names of officials in office, `hashed` cannot be read back.
CLASSES: dict[str, dict[str, str]] = {
    "journal_line": {"internal": "kind code actor data prev hash"},
    "journal_seal": {"internal": "root prev"},
    "files_attachment": {"internal": "subject_kind purpose sha256 kind data_class created_by", "sealed": "name_sealed"},
    "territory_division": {"public": "code name level parent class_code"},
    "territory_grid": {"public": "code name"},
    "territory_boundary": {"public": "shape source"},
    "territory_profile": {"public": "code title_zh title_en office_zh office_en lon lat"},
    "territory_address": {"public": "name kind aliases lon lat side source"},
    "people_account": {
        "internal": "username preferred_language", "staff": "display_name name_en", "sealed": "phone", "hashed": "password",
    },
    "people_unit": {"public": "code title_zh title_en kind"},
    "people_line": {"public": "code title_zh title_en"},
    "people_post": {"public": "code title_zh title_en roles lines"},
    "people_leave": {"internal": "reason"},
    "people_token": {"internal": "name channel hint scopes networks", "hashed": "secret"},
    "people_handover": {"sealed": "note"},
    "people_handoverwork": {"internal": "kind"},
    "people_device": {"internal": "name kind", "hashed": "secret", "keyed": "code"},
    "notices_notice": {"internal": "kind subject_kind params"},
    "clocks_calendar": {"public": "zone hours years days", "internal": "created_by"},
    "clocks_clock": {"internal": "kind name term shifts"},
    "flows_version": {"public": "code fingerprint table"},
    "catalogue_version": {"public": "fingerprint items outcomes"},
    "registry_building": {"internal": "source salt head", "public": "name kind terms"},
    "registry_dwelling": {"internal": "source salt head unit room use"},
    "registry_household": {"internal": "source salt head kind number"},
    "registry_person": {
        "internal": "source salt head state", "sealed": "name identity phone born",
        "keyed": "name_blind name_terms identity_blind phone_blind born_blind mark",
    },
    "registry_membership": {"internal": "role kind"},
    "registry_organisation": {
        "internal": "source salt head", "public": "name code kind industry state address terms",
    },
    "registry_contact": {"internal": "role"},
    "registry_fact": {"internal": "kind key value source salt", "sealed": "sealed", "keyed": "blind"},
    "registry_pair": {"internal": "kind reasons state decided_by"},
    "registry_merge": {"internal": "kind before copied made_by"},
    "registry_readlog": {"internal": "kind field reason actor", "sealed": "note"},
    "phrases_phrase": {"internal": "code"},
    "phrases_version": {"internal": "wording written_by approved_by"},
    "phrases_phone": {"public": "phone"},
    "routing_version": {"public": "fingerprint table text", "internal": "published_by"},
    "routing_rehearsal": {"internal": "fingerprint by"},
    "matters_matter": {
        "internal": "number line item flow state channel outcome asked asked_for head salt",
        "bound": "title text address lon lat form source source_id sent_mark",
    },
    "matters_reporter": {"sealed": "name phone", "keyed": "phone_blind name_grams", "hashed": "secret", "internal": "salt"},
    "matters_secret_link": {"hashed": "secret"},
    "matters_note": {"internal": "kind written_by salt", "bound": "text"},
    "matters_identifier": {"internal": "token kind", "sealed": "value", "keyed": "blind"},
    "matters_callback": {"internal": "kind"},
    "hotline_order": {
        "internal": "number matter_number kind category item_how suggested state upstream_state mark", "sealed": "contact",
    },
    "hotline_letter": {"internal": "number direction kind key state error created_by", "sealed": "payload"},
    "hotline_export": {"internal": "created_by"},
    "hotline_result": {"internal": "satisfied"},
    "hotline_exclusion": {"internal": "reason", "sealed": "note"},
    "hotline_reconciliation": {"internal": "counts created_by"},
    "hotline_difference": {"internal": "kind number theirs ours settled_by", "sealed": "row"},
    "hotline_circuit": {"internal": "error"},
    "matters_former_place": {"sealed": "place"},
    "matters_search": {"bound": "terms"},  # the words of what is bound
    "visits_checklist": {"public": "kind fingerprint table"},
    "visits_place": {"sealed": "title address", "keyed": "mark", "internal": "salt", "bound": "lon lat"},
    "visits_plan": {"internal": "line kind subject_kind cycle head"},
    "visits_visit": {"internal": "line kind subject_kind state head salt", "sealed": "content", "bound": "client_id"},
    "visits_finding": {"internal": "question item severity state"},
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
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith("shiqiao."):
            names = {f.column for f in model._meta.concrete_fields if type(f).__name__ in TEXTUAL}
            if names:
                found[model._meta.db_table] = names
    assert found == {table: {n for names in kinds.values() for n in names.split()} for table, kinds in CLASSES.items()}


@pytest.mark.parametrize("kind", ["sealed", "keyed", "hashed"])
def test_what_is_sealed_or_keyed_is_not_kept_as_readable_text(kind: str) -> None:
    for model in apps.get_models():
        for name in CLASSES.get(model._meta.db_table, {}).get(kind, "").split():
            field = model._meta.get_field(name)
            assert type(field).__name__ in ("BinaryField", "ArrayField") or name in KEYED_TERMS, field


def test_what_is_bound_is_covered_by_the_proof() -> None:
    from tests.kernel.matters.test_proof import COVERED as MATTERS
    from tests.kernel.visits.test_visit_proof import COVERED as VISITS

    COVERED = {**MATTERS, **VISITS}
    for table, kinds in CLASSES.items():
        missing = set(kinds.get("bound", "").split()) - set(COVERED.get(table, ()))
        assert missing == ({"terms"} if table == "matters_search" else set()), table
