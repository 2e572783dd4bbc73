"""Looking at a backup without any key: is it whole, and are its attachments there?"""

from pathlib import Path
from typing import Any

from shiqiao.base.errors import NotFound, Unavailable
from shiqiao.config.keeping.backup import Report
from shiqiao.config.keeping.shelf import NAME, Shelf
from shiqiao.config.keeping.strongbox import beginning, check_whole


def look(path: Path, report: Report = lambda what, done, total: None) -> dict[str, Any]:
    """Read a backup and its attachments to their ends; raises what is wrong with the first that is damaged.

    Returns when it was made, by which release, for which key, and how many attachments lie beside it.
    """
    if not path.is_file():
        raise NotFound("There is no backup {path}.", path=path)
    done = [0]

    def read(count: int) -> None:
        done[0] += count
        report("check", done[0], 0)

    check_whole(path, read)
    header, index = beginning(path)
    shelf = Shelf(path.absolute().parent / f"attachments-{header['house']}", "", b"")
    names = [index[at : at + NAME] for at in range(0, len(index), NAME)]
    missing = [name for name in names if not shelf.place(name).is_file()]
    for name in names:
        if name not in missing:
            check_whole(shelf.place(name), read)
    if missing:
        raise Unavailable(
            "{count} attachments are missing beside the backup.",
            fields={"file": "Bring the whole folder of the backup, with its folder attachments-{house}."},
            count=len(missing),
            house=header["house"],
        )
    return {
        "file": path.name, "made_at": header["made_at"], "product": header["product"], "key": header["keys"]["for"],
        "attachments": len(names), "bytes": path.stat().st_size,
    }  # fmt: skip
