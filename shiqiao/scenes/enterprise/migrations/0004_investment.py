"""Investment pipeline."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("enterprise", "0003_exchange")]

    operations: ClassVar[list[object]] = []
