"""Voting: polls, frozen electors, ballots apart from them, named votes, counts of papers."""

from django.db import migrations, models

from shiqiao.base.db.fences import append_only, fence

# What was asked, by which rule and of whom stays as it is from the start on; a vote once given is not taken back; and who is
# marked as having voted has a ballot: looked at when the transaction ends, so that mark and ballot come together.
GUARDS = """
CREATE FUNCTION council_poll_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.secret, NEW.about_kind, NEW.about_id, NEW.turn, NEW.first)
       IS DISTINCT FROM (OLD.secret, OLD.about_kind, OLD.about_id, OLD.turn, OLD.first)
     OR OLD.state <> 'created' AND (NEW.title, NEW.question, NEW.options, NEW.rule, NEW.electorate)
       IS DISTINCT FROM (OLD.title, OLD.question, OLD.options, OLD.rule, OLD.electorate) THEN
    RAISE EXCEPTION 'poll % has started: it stays as it is', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON council_poll FOR EACH ROW EXECUTE FUNCTION council_poll_frozen();
CREATE FUNCTION council_elector_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.has_voted AND (NEW.has_voted, NEW.way) IS DISTINCT FROM (OLD.has_voted, OLD.way)
     AND (SELECT secret FROM council_poll WHERE id = OLD.poll) THEN
    RAISE EXCEPTION 'elector % has voted: that is not taken back', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON council_elector FOR EACH ROW EXECUTE FUNCTION council_elector_frozen();
CREATE FUNCTION council_marks_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT secret AND state = 'started' FROM council_poll WHERE id = NEW.poll)
     AND (SELECT count(*) FROM council_elector WHERE poll = NEW.poll AND way IN ('web', 'proxy'))
      <> (SELECT count(*) FROM council_sealed_ballot WHERE poll = NEW.poll) THEN
    RAISE EXCEPTION 'poll %: as many ballots as electors who voted', NEW.poll USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER marks_match AFTER UPDATE ON council_elector DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION council_marks_match();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("poll", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("choice", models.CharField(max_length=10)),
            ],
            options={
                "db_table": "council_ballot",
                "indexes": [models.Index(fields=["poll"], name="council_ballots")],
            },
        ),
        migrations.CreateModel(
            name="NamedVote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("poll", models.BigIntegerField()),
                ("elector", models.BigIntegerField()),
                ("turn", models.SmallIntegerField(default=1)),
                ("choice", models.CharField(max_length=10)),
                ("way", models.CharField(max_length=5)),
                ("account", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "council_named_vote",
                "indexes": [models.Index(fields=["poll"], name="council_named_votes")],
                "constraints": [
                    models.UniqueConstraint(fields=("elector", "turn"), name="council_named_vote_once"),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("web", "paper", "proxy"))), name="council_named_vote_way"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("poll", models.BigIntegerField()),
                ("turn", models.SmallIntegerField()),
                ("account", models.BigIntegerField()),
                ("papers", models.IntegerField()),
                ("counts", models.BinaryField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "council_paper_count",
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "turn"), name="council_paper_count_turn"),
                    models.CheckConstraint(condition=models.Q(("papers__gte", 0)), name="council_paper_count_whole"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Poll",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("about_kind", models.CharField(max_length=40)),
                ("about_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("question", models.CharField(max_length=500)),
                ("options", models.JSONField()),
                ("secret", models.BooleanField()),
                ("rule", models.JSONField()),
                ("turn", models.SmallIntegerField(default=1)),
                ("first", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="created", max_length=10)),
                ("post", models.BigIntegerField(default=0)),
                ("unit", models.BigIntegerField(default=0)),
                ("account", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("key", models.BinaryField(null=True)),
                ("key_file", models.CharField(default="", max_length=40)),
                ("public_key", models.CharField(default="", max_length=64)),
                ("salt", models.CharField(default="", max_length=32)),
                ("electorate", models.CharField(default="", max_length=64)),
                ("marks", models.CharField(default="", max_length=64)),
                ("ballots", models.CharField(default="", max_length=64)),
                ("explained", models.BinaryField(null=True)),
                ("result", models.JSONField(null=True)),
                ("invented", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "council_poll",
                "indexes": [models.Index(fields=["about_kind", "about_id"], name="council_polls_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("created", "started", "counting", "finished", "published"))),
                        name="council_poll_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", False),
                                ("key", None),
                                ("result__isnull", False),
                                ("state__in", ("finished", "published")),
                            ),
                            models.Q(
                                ("finished_at", None),
                                ("result", None),
                                ("state__in", ("created", "started", "counting")),
                            ),
                            _connector="OR",
                        ),
                        name="council_poll_result_when_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_at", None), ("state", "created")),
                            models.Q(
                                models.Q(("state", "created"), _negated=True),
                                models.Q(("electorate", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="council_poll_sealed_when_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", 0), ("turn", 1)),
                            models.Q(("first__gt", 0), ("turn", 2)),
                            _connector="OR",
                        ),
                        name="council_poll_turn",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("first__gt", 0)), fields=("first",), name="council_one_second_round"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PollElector",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("poll", models.BigIntegerField()),
                ("seat", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("title", models.BinaryField(null=True)),
                ("account", models.BigIntegerField(default=0)),
                ("present", models.BooleanField(default=True)),
                ("proxy_seat", models.BigIntegerField(default=0)),
                ("proxy_title", models.BinaryField(null=True)),
                ("has_voted", models.BooleanField(default=False)),
                ("way", models.CharField(default="", max_length=5)),
                ("link", models.BinaryField(null=True)),
                ("proxy_link", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "council_elector",
                "constraints": [
                    models.UniqueConstraint(fields=("poll", "seat"), name="council_elector_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("account__gt", 0)),
                        fields=("poll", "account"),
                        name="council_elector_account_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("proxy_seat__gt", 0)),
                        fields=("poll", "proxy_seat"),
                        name="council_proxy_held_once",
                    ),
                    models.UniqueConstraint(fields=("link",), name="council_elector_link"),
                    models.UniqueConstraint(fields=("proxy_link",), name="council_elector_proxy_link"),
                    models.CheckConstraint(
                        condition=models.Q(("proxy_seat", models.F("seat")), _negated=True),
                        name="council_proxy_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("has_voted", False), ("way", "")),
                            models.Q(("has_voted", True), ("way__in", ("web", "paper", "proxy"))),
                            _connector="OR",
                        ),
                        name="council_voted_in_a_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "proxy"), _negated=True), ("proxy_seat__gt", 0), _connector="OR"
                        ),
                        name="council_proxy_was_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedBallot",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("street", models.IntegerField()),
                ("poll", models.BigIntegerField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "council_sealed_ballot",
                "indexes": [models.Index(fields=["poll"], name="council_sealed_ballots")],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        fence(
            "council_poll",
            "council_elector",
            "council_sealed_ballot",
            "council_ballot",
            "council_named_vote",
            "council_paper_count",
        ),
        append_only("council_ballot", "council_named_vote"),
    ]
