"""The scene `grid` (网格): city management, public security and livelihood, found and solved in the grids.

It brings its flows (grid matters, mediation, petitions), the catalogue that a street starts from, and the checklists of 综治;
pages and API of matters and visits are the kernel's own.
"""

from pathlib import Path

from shiqiao.base.sockets import CatalogueFile, FlowFile, VisitFile
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.flows.reads import flow_files
from shiqiao.kernel.visits.reads import visit_kinds

CODE = "grid"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    for path in sorted((HERE / "flows").glob("*.yaml")):
        flow_files.fill(CODE, FlowFile(path))
    for path in sorted((HERE / "catalogue").glob("*.yaml")):
        catalogue_files.fill(CODE, CatalogueFile(path))
    for path in sorted((HERE / "visits").glob("*.yaml")):
        visit_kinds.fill(CODE, VisitFile(path))
