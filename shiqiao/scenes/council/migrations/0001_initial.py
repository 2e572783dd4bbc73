"""Seats of five kinds, topics, sessions with quorum per kind, resolutions and their evaluation."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[object]] = []
