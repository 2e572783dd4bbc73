from django.db import migrations

from shiqiao.base.db.rolling import NewTable


class Migration(migrations.Migration):
    """Migrations of newer releases that hosts of a former one can stand, told by whoever applied them."""

    rolling = True
    dependencies = [("base", "0002_buckets")]
    operations = [NewTable("shiqiao_rolling", "migration text PRIMARY KEY")]
