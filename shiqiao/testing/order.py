"""The order in which several processes take the files of tests: what takes long by itself goes first.

pytest-xdist begins with the files that have most tests. A file of a single test that reads every page would begin last, and
the other process would stand idle until it ends. Here the files that are known to take long come first, then the others by
their number of tests. The order says nothing about what is tested; a file that is missing here is only begun later.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

# About half a minute or more on two cores, ordinary and long tests together, the longest first (`--durations=0`).
LONG = (
    "tests/access/test_matrix.py", "tests/stories/test_attacks_access.py", "tests/surfaces/edges/test_every_page.py",
    "tests/faults/test_faults.py", "tests/access/test_fence.py", "tests/stories/test_attacks_edges.py",
    "tests/cluster/test_failover.py", "tests/demo/test_demo_employment.py", "tests/kernel/monthly/test_monthly_files.py",
    "tests/scenes/party/test_leading_demo.py", "tests/scenes/merit/test_cadres.py", "tests/surfaces/edges/test_in_a_browser.py",
    "tests/demo/test_demo_load.py", "tests/surfaces/field/test_field_browser.py", "tests/surfaces/api/test_vault_browser.py",
    "tests/scenes/supervision/test_supervision_walks.py", "tests/kernel/registry/test_merging.py",
    "tests/kernel/monthly/test_monthly_reports.py", "tests/scenes/party/secretary/test_secretary_pages.py",
    "tests/kernel/people/test_imports.py", "tests/scenes/party/test_party_demo.py", "tests/demo/test_demo_ledger.py",
    "tests/config/keeping/test_upgrade.py", "tests/demo/test_demo_hotline.py", "tests/fuzz/test_wire.py",
    "tests/surfaces/test_nothing_personal.py",
)  # fmt: skip


def longest_first(items: "list[pytest.Item]", root: Path) -> None:
    """Put the tests of the files that take long first, then those of the other files by their number; files stay together."""
    places = {name: place for place, name in enumerate(LONG)}
    names = {item: item.path.relative_to(root).as_posix() for item in items}
    many = Counter(names.values())
    items.sort(key=lambda item: (places.get(names[item], len(LONG)), -many[names[item]], names[item]))
