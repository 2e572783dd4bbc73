"""Environmental cases with their papers and what is tied to them, behind the street fence."""

from django.db import migrations, models

from shiqiao.base.db.fences import fence


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DossierPaper",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("matter", models.BigIntegerField()),
                ("kind", models.CharField(max_length=24)),
                ("number", models.CharField(default="", max_length=60)),
                ("dated", models.DateField()),
                ("text", models.BinaryField(null=True)),
                ("answer", models.BinaryField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("attachment", models.BigIntegerField(default=0)),
                ("post", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "supervision_paper",
                "indexes": [models.Index(fields=["matter", "dated", "id"], name="supervision_papers")],
            },
        ),
        migrations.CreateModel(
            name="DossierTie",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("matter", models.BigIntegerField()),
                ("subject_kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "supervision_tie",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter", "subject_kind", "subject_id"), name="supervision_tied_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                ("matter", models.BigIntegerField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("upstream", models.CharField(max_length=40)),
                ("team", models.CharField(max_length=80)),
                ("source", models.CharField(max_length=10)),
                ("handed_on", models.DateField()),
                ("rectify_by", models.DateField()),
                ("public_from", models.DateField(null=True)),
                ("public_until", models.DateField(null=True)),
                ("where_public", models.BinaryField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "supervision_rectification",
                "indexes": [models.Index(fields=["street", "-matter"], name="rectification_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("street", "upstream"), name="rectification_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("public_from", None), ("public_until", None)),
                            ("public_until__gt", models.F("public_from")),
                            _connector="OR",
                        ),
                        name="rectification_publicity_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rectify_by__gte", models.F("handed_on"))),
                        name="rectification_term_after_start",
                    ),
                ],
            },
        ),
        fence("supervision_rectification", "supervision_paper", "supervision_tie"),
    ]
