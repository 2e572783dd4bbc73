"""Wrong guesses are counted in the database: several processes of the web lock together."""

import os
import subprocess
import sys
from pathlib import Path

from shiqiao.testing.street import Street

from .test_door_pages import browser, knock, person

ROOT = Path(__file__).resolve().parents[3]
GUESSING = """
import django; django.setup()
from django.conf import settings; settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from shiqiao.base import crypto; crypto.configure(crypto.new_secrets())
client = Client(REMOTE_ADDR="10.1.2.3")
for _ in range(3):
    said = client.post("/login/", {"username": "c1g1", "password": "wrong"}).content.decode()
print("SHUT" if "错误次数过多" in said else "OPEN")
"""


def guess_elsewhere(url: str, tmp_path: Path) -> str:
    """Guess three times in a process of its own, with the product's settings."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "shiqiao.config.settings", "SHIQIAO_SECRET_KEY": "only for tests",
        "SHIQIAO_DB_WEB": url, "SHIQIAO_DATA": str(tmp_path), "SHIQIAO_DEBUG": "1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", GUESSING], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()[-1]


def test_guesses_in_two_processes_lock_together(live_street: Street, tmp_path: Path) -> None:
    person("c1g1")
    assert "错误次数过多" not in knock(browser(), "c1g1", "wrong").content.decode()
    assert guess_elsewhere(live_street.url, tmp_path) == "OPEN", "four in all"
    assert "错误次数过多" in knock(browser(), "c1g1", "wrong").content.decode(), "the fifth"
    assert "错误次数过多" in knock(browser(), "c1g1").content.decode()
    assert guess_elsewhere(live_street.url, tmp_path) == "SHUT"


def test_only_the_demo_does_not_force_a_second_factor() -> None:
    asked = "from shiqiao.config import settings as s; print(s.SECOND_FACTOR_FORCED, s.PASSWORD_DAYS, s.IDLE_LOGOUT)"
    for demo, said in (("0", "True 90 0:30:00"), ("1", "False 0 0:30:00")):
        environment = {**os.environ, "SHIQIAO_DEMO": demo, "SHIQIAO_SECRET_KEY": "x", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.stdout.strip() == said
