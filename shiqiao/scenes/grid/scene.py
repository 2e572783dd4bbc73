"""The scene `grid` (网格): city management, public security and livelihood, found and solved in the grids.

It brings its flow and the catalogue that a street starts from; pages and API of matters are the kernel's own.
"""

from pathlib import Path

from shiqiao.base.sockets import CatalogueFile, FlowFile
from shiqiao.kernel.catalogue.reads import catalogue_files
from shiqiao.kernel.flows.reads import flow_files

CODE = "grid"
HERE = Path(__file__).parent


def fill() -> None:
    """Fill the sockets."""
    for path in sorted((HERE / "flows").glob("*.yaml")):
        flow_files.fill(CODE, FlowFile(path))
    for path in sorted((HERE / "catalogue").glob("*.yaml")):
        catalogue_files.fill(CODE, CatalogueFile(path))
