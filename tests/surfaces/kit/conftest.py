"""The kit is tested alone, as a site without a database; Chinese is compiled first."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from shiqiao.testing.browsers import chromium

sys.path.insert(0, str(Path(__file__).parent))
ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Compile the translations when they are not there yet, as `make test` does."""
    if not (ROOT / "shiqiao/locale/zh_Hans/LC_MESSAGES/django.mo").exists():
        subprocess.run([sys.executable, ROOT / "scripts/messages.py"], check=True, env={**os.environ}, cwd=ROOT)
        translation.trans_real._translations.clear()


@pytest.fixture
def site(settings: object) -> Client:
    """A browser without script on the kit's own site; faults are shown, not raised."""
    settings.ROOT_URLCONF = "kit_site"  # type: ignore[attr-defined]
    settings.DEBUG = False  # type: ignore[attr-defined]
    return Client(raise_request_exception=False)


@pytest.fixture
def chinese() -> Iterator[None]:
    """Speak Chinese."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from look import FLAGS
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; the site runs in others
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def base(settings: object) -> Iterator[str]:
    from kit_site import serving

    settings.ROOT_URLCONF = "kit_site"  # type: ignore[attr-defined]
    with serving() as address:
        yield address
