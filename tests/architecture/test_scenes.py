"""A scene is a folder that can be removed: the house boots without any, and a dummy scene can fill every socket."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.unit

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCENES = sorted(path.name for path in (ROOT / "shiqiao" / "scenes").iterdir() if (path / "scene.py").exists())


@cache
def boot(scenes: str, settings: str = "shiqiao.config.settings") -> dict[str, Any]:
    environment = {
        **os.environ, "SHIQIAO_SCENES": scenes, "DJANGO_SETTINGS_MODULE": settings, "SHIQIAO_SECRET_KEY": "only for tests",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(HERE)]),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", str(HERE / "boot.py")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_the_house_boots_without_any_scene() -> None:
    seen = boot("")
    assert seen["problems"] == []
    assert seen["flows"] == []
    assert not set(SCENES) & {scene for scenes in seen["sockets"].values() for scene in scenes}


@pytest.mark.long  # a start of the house for each
@pytest.mark.parametrize("off", SCENES)
def test_the_house_boots_with_each_scene_off(off: str) -> None:
    seen = boot(",".join(scene for scene in SCENES if scene != off))
    assert seen["problems"] == []
    assert off not in {scene for scenes in seen["sockets"].values() for scene in scenes}


def test_a_scene_can_fill_every_socket_and_what_it_fills_arrives() -> None:
    seen = boot(",".join(SCENES), "dummy_settings")
    assert seen["problems"] == []
    unfilled = [name for name, scenes in seen["sockets"].items() if "dummy" not in scenes]
    assert unfilled == []
    assert "dummy_round" in seen["flows"]
    assert seen["items"] > 250
    assert seen["page"] == "a page of the dummy scene"
    assert seen["api"] == {"hello": "dummy"}
