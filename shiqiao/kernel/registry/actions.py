"""The acts on the registry: the front door for surfaces, scenes and imports. Each is one transaction with its lines."""

from shiqiao.kernel.registry.imports.buildings import import_buildings
from shiqiao.kernel.registry.imports.organisations import import_organisations
from shiqiao.kernel.registry.imports.residents import import_residents
from shiqiao.kernel.registry.writes.looking import Keeper, on_file, reveal_person
from shiqiao.kernel.registry.writes.merging import (
    merge_organisations,
    merge_persons,
    not_a_duplicate,
    part_organisations,
    part_persons,
)  # fmt: skip
from shiqiao.kernel.registry.writes.organisations import (
    Firm,
    add_organisation,
    change_organisation,
    end_contact,
    name_contact,
)  # fmt: skip
from shiqiao.kernel.registry.writes.persons import (
    Given,
    add_person,
    change_person,
    confirm_person,
    move_in,
    move_out,
)  # fmt: skip
from shiqiao.kernel.registry.writes.places import (
    add_building,
    add_dwelling,
    add_household,
    change_building,
    change_dwelling,
    change_household,
    end_household,
)  # fmt: skip
from shiqiao.kernel.registry.writes.stating import confirm_fact, end_fact, state_fact

__all__ = [
    "Firm", "Given", "Keeper", "add_building", "add_dwelling", "add_household", "add_organisation", "add_person",
    "change_building", "change_dwelling", "change_household", "change_organisation", "change_person", "confirm_fact",
    "confirm_person", "end_contact", "end_fact", "end_household", "import_buildings", "import_organisations",
    "import_residents", "merge_organisations", "merge_persons", "move_in", "move_out", "name_contact", "not_a_duplicate",
    "on_file", "part_organisations", "part_persons", "reveal_person", "state_fact",
]  # fmt: skip
