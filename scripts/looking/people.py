"""As whom pages are looked at: a resident first, then the people of the demo by what they may do."""

import os
import sys
from pathlib import Path

PEOPLE = (
    "",
    "dispatch1",
    "leader1",
    "admin1",
    "security1",
    "auditor1",
    "c1g1",
    "c1head",
    "city1",
    "check1",
    "callback1",
)


def house() -> None:
    """Load the settings of the product, so that its resolver can be asked; no database is needed."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the code beside this file, whichever is installed
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    os.environ.setdefault("SHIQIAO_SECRET_KEY", "for the list of pages")
    import django

    django.setup()
