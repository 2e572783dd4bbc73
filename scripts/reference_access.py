"""Makes docs/reference/access.md: who may enter which address, and how far it reaches. Called by reference.py."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the code beside this file, whichever is installed


def access() -> str:
    """Return the page, from what the views say of themselves with all scenes on."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
    os.environ.setdefault("SHIQIAO_SECRET_KEY", "for the documentation")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from shiqiao.config.entrances import matrix

    return matrix()
