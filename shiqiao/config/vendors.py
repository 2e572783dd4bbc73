"""Single files of packages in node_modules as static files: a package with fifty megabytes of maps and builds gives one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class VendorFinder(BaseFinder):
    """Find the files named by `settings.VENDOR_FILES`: address below /static/ → where it lies."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.files: dict[str, Path] = settings.VENDOR_FILES

    def check(self, **_: Any) -> list[Any]:
        """Nothing can be wrong that the settings have not left out already."""
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """Return where a file lies; empty for what is not one of them."""
        found = [str(where) for name, where in self.files.items() if name == path]
        return found if find_all else (found or [""])[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield every file with its folder."""
        for name, where in self.files.items():
            storage = FileSystemStorage(location=where.parent)
            storage.prefix = str(Path(name).parent)  # type: ignore[attr-defined]
            yield where.name, storage
