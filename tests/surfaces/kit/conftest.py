"""The kit is tested alone, as a site without a database; Chinese is compiled first."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from shiqiao.testing.browsers import browsing
from shiqiao.testing.serving import serving

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


@pytest.fixture
def browser() -> Iterator[object]:
    with browsing() as found:
        yield found


@pytest.fixture
def base(settings: object) -> Iterator[str]:
    settings.ROOT_URLCONF = "kit_site"  # type: ignore[attr-defined]
    with serving() as address:
        yield address
