"""The conversation in which a new street is set up."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.config.guide import Guide, folder_code

pytestmark = pytest.mark.unit


@contextmanager
def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> Iterator[None]:
    """Type lines at the terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join([*lines, ""])))
    yield


def test_a_name_that_fits_several_streets_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = Guide(folder=tmp_path / "new")
    with typed(monkeypatch, "里", "七里山", "2", "116.97,36.64"):
        made = guide.draft()
    assert made.title == "七里山街道"
    assert len(made.grids) == 2 * len(made.communities)
    asked = capsys.readouterr().out
    assert "370103010" in asked  # 六里山, one of those that fit
    assert "shiqiao init" in guide.next_steps()


def test_what_cannot_be_asked_is_named_by_its_option(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="--street"):
        Guide(ask=False).draft()
    with pytest.raises(Invalid, match="--centre"):
        Guide(street="魏家庄", folder=tmp_path / "a", ask=False).draft()
    with pytest.raises(Invalid, match="several streets"):
        Guide(street="里", folder=tmp_path / "b", ask=False).draft()
    with pytest.raises(Invalid, match="longitude and latitude"):
        Guide(street="魏家庄", folder=tmp_path / "c", centre="north", ask=False).draft()
    with pytest.raises(Invalid, match="no file"):
        Guide(street="魏家庄", folder=tmp_path / "d", grids="nowhere.geojson", ask=False).draft()


def test_a_wrong_list_is_explained_and_asked_for_again_until_it_is_right(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[Path] = []

    def install(folder: Path) -> Any:
        tries.append(folder)
        if len(tries) == 1:
            raise Invalid(fields={"people": "Row 3 is wrong."})
        return "set up"

    guide = Guide(street="魏家庄", folder=tmp_path / "new", grids="1", centre="116.9,36.6")
    guide.draft()
    with typed(monkeypatch, "", ""):
        assert guide.until_right(install) == "set up"
    assert len(tries) == 2
    assert "Row 3 is wrong." in capsys.readouterr().err


def test_one_may_stop_and_go_on_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    guide = Guide(street="魏家庄", folder=tmp_path / "new", grids="1", centre="116.9,36.6")
    guide.draft()
    with typed(monkeypatch, "q"):
        assert guide.until_right(lambda folder: "never") is None
    assert guide.summary()["staff"].endswith("staff.xlsx")


def test_a_folder_gives_the_code() -> None:
    assert folder_code(Path("localities/wei-jia.zhuang")) == "wei_jia_zhuang"
    assert folder_code(Path("2nd")) == "street_2nd"
