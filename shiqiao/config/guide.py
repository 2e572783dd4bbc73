"""Guided setting up of a new street: what is asked, in which order, and how mistakes in the staff list come back.

Every answer can be given beforehand as an option; without a terminal nothing is asked, and what is missing is an error
that names the option.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from django.conf import settings
from django.utils.timezone import localdate

from shiqiao.base.errors import Invalid, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.territory.errors import ImportRefused
from shiqiao.places.draft import Drafted, Wish, draft_street, find_streets, spelled

MODEL = "ganshiqiao"
GRIDS = 5
SHOWN = 40  # wrong rows shown at once


@dataclass
class Guide:
    """One conversation; empty answers are asked when `ask`."""

    street: str = ""
    folder: Path | None = None
    grids: str = ""
    divisions: Path | None = None
    centre: str = ""
    ask: bool = True
    drafted: Drafted | None = None

    def draft(self) -> Drafted:
        """Ask what is not known yet and write the folder."""
        model = settings.LOCALITIES / MODEL
        divisions = self.divisions or model / "territory" / "divisions.csv"
        code, name = self._street(divisions)
        grids = self._grids()
        folder = self._folder(spelled(name.removesuffix("街道").removesuffix("办事处")).lower())
        centre = self._centre(grids)
        wish = Wish(int(code), divisions, folder, grids, localdate(now()), code=folder_code(folder), centre=centre)
        self.drafted = draft_street(wish, model)
        return self.drafted

    def _street(self, divisions: Path) -> tuple[str, str]:
        text = self.street or self._asked("--street", "Which street? Its 9-digit code or a part of its name")
        found = find_streets(divisions, text.strip())
        if len(found) == 1:
            return found[0]
        if found and self.ask:
            for code, name in found:
                typer.echo(f"  {code}  {name}")
            self.street = ""
            return self._street(divisions)
        known = ", ".join(f"{code} {name}" for code, name in found[:5])
        several = "“{text}” fits several streets: {known}. Give the whole code."  # msgid
        none = "{file} has no street “{text}”. Name another table with --divisions; docs/how-to/import.md says how."  # msgid
        said = several if found else none
        raise Invalid(fields={"street": said}, text=text, known=known, file=divisions.name)

    def _grids(self) -> int | Path:
        default = f"How many grids has each community, or which GeoJSON file has their boundaries? [{GRIDS}]"
        text = self.grids or (self._asked("--grids", default, str(GRIDS)) if self.ask else str(GRIDS))
        if text.isdecimal():
            return int(text)
        path = Path(text).expanduser()
        if not path.is_file():
            raise Invalid(fields={"grids": "There is no file {file}; give a number, or a GeoJSON file."}, file=text)
        return path

    def _folder(self, name: str) -> Path:
        default = Path("localities") / name
        if self.folder is not None or not self.ask:
            return self.folder or default
        return Path(self._asked("--folder", f"Where shall its folder be? [{default}]", str(default))).expanduser()

    def _centre(self, grids: int | Path) -> tuple[float, float] | None:
        if isinstance(grids, Path) and not self.centre:
            return None
        text = self.centre or self._asked(
            "--centre", "Where does the map open? longitude,latitude, for example 116.983,36.659"
        )
        try:
            lon, lat = (float(part) for part in text.replace("，", ",").split(","))
        except ValueError:
            raise Invalid(fields={"centre": "Give longitude and latitude (WGS84) like 116.983,36.659."}) from None
        return lon, lat

    def _asked(self, option: str, question: str, default: str | None = None) -> str:
        if not self.ask:
            raise Invalid(fields={option: "Give this option; without a terminal nothing can be asked."})
        return str(typer.prompt(question, default=default, show_default=False))

    def summary(self) -> dict[str, Any]:
        """Return what was drafted, for machines."""
        made = self._made()
        return {
            "folder": str(made.folder), "title": made.title, "communities": len(made.communities), "grids": len(made.grids),
            "posts": made.posts, "staff": str(made.staff),
        }  # fmt: skip

    def next_steps(self) -> str:
        """Say what was written and what to do now."""
        made = self._made()
        return (
            f"{made.title}: {len(made.communities)} communities, {len(made.grids)} grids, {made.posts} posts in {made.folder}\n"
            f"1. Fill the yellow columns of {made.staff} in; the sheet 说明 explains them.\n"
            f"2. Look through {made.folder / 'locality.yaml'}: names, hours, units.\n"
            f"3. shiqiao init {made.folder}"
        )

    def until_right(self, install: Callable[[Path], Any]) -> Any:
        """Let the staff list be filled in, set the street up, name what is wrong, and again; None when one stops."""
        made = self._made()
        typer.echo(self.next_steps())
        while True:
            answer = typer.prompt(
                "Press Enter when the list is saved (q: stop, go on later)", default="", show_default=False
            )
            if answer.strip().lower() == "q":
                typer.echo(f"Go on later with: shiqiao init {made.folder}")
                return None
            try:
                return install(made.folder)
            except ShiqiaoError as error:
                typer.echo(wrong_rows(error), err=True)

    def _made(self) -> Drafted:
        assert self.drafted is not None, "draft first"
        return self.drafted


def folder_code(folder: Path) -> str:
    """Return the locality's code: the folder's name, as far as it can be one."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in folder.name.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"street_{plain}"


def wrong_rows(error: ShiqiaoError) -> str:
    """Say what is wrong: each row of a refused list with its column and remedy, or the fields of another error."""
    if isinstance(error, ImportRefused):
        shown = [f"  row {row.row}, {row.field}: {row.reason}" for row in error.report.rejected[:SHOWN]]
        more = len(error.report.rejected) - len(shown)
        return "\n".join([error.text(), *shown, *([f"… and {more} more"] if more else [])])
    return str(error)
