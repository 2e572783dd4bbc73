"""Every table with personal data says who finds, shows and erases them, or for which reason they are kept."""

from typing import Any

import pytest

from shiqiao.base.classes import HOLDINGS
from shiqiao.kernel.retention import hooks

pytestmark = pytest.mark.unit
PERSONAL = {"sealed", "keyed", "bound", "staff"}


def personal_tables() -> set[str]:
    """Return the tables with a personal class: the one place that knows where classes are written down."""
    return {
        table_of(model)
        for model, holding in HOLDINGS.items()
        if PERSONAL & {held.protection for held in holding.columns.values()}
    }


def table_of(model: Any) -> str:
    return str(model._meta.db_table)


def test_every_table_with_personal_data_is_registered() -> None:
    assert len(personal_tables()) > 15
    assert personal_tables() - hooks.tables() == set()


def test_what_is_registered_exists() -> None:
    assert hooks.tables() - {table_of(model) for model in HOLDINGS} == set()


def test_a_kind_is_registered_once_and_says_what_a_rule_may_do() -> None:
    kinds = [one.kind for one in hooks.holdings]
    assert len(kinds) == len(set(kinds))
    for one in hooks.holdings:
        assert one.acts <= set(hooks.ACTS)
        assert one.starts, one.kind
        assert one.on_request in {"", *one.acts}, one.kind


def test_what_is_kept_has_a_reason() -> None:
    assert all(len(one.why) > 20 and one.tables for one in hooks.kept)
