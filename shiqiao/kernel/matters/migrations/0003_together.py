"""Matters that go together: what must never be is refused by the database, whatever the program thinks.

A matter is merged into one of the same street that is not merged itself, and nothing is merged into it; parts are one
level deep, at most twenty a matter, of the same street. The function runs only for rows that are linked.
"""

from django.db import migrations, models
from django.db.models import Q

_RULES = """
CREATE FUNCTION matters_linked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.duplicate_of > 0 AND (
    NOT EXISTS (SELECT 1 FROM matters_matter m WHERE m.id = NEW.duplicate_of AND m.street = NEW.street
                AND m.duplicate_of = 0 AND m.id <> NEW.id)
    OR EXISTS (SELECT 1 FROM matters_matter m WHERE m.duplicate_of = NEW.id AND m.duplicate_of > 0)
  ) THEN
    RAISE EXCEPTION 'matter % cannot be merged into %', NEW.id, NEW.duplicate_of
      USING ERRCODE = 'check_violation', CONSTRAINT = 'matter_merged_once';
  END IF;
  IF NEW.parent > 0 AND (
    NOT EXISTS (SELECT 1 FROM matters_matter m WHERE m.id = NEW.parent AND m.street = NEW.street AND m.parent = 0)
    OR EXISTS (SELECT 1 FROM matters_matter m WHERE m.parent = NEW.id AND m.parent > 0)
    OR (SELECT count(*) FROM matters_matter m WHERE m.parent = NEW.parent AND m.parent > 0) > 20
  ) THEN
    RAISE EXCEPTION 'matter % cannot be a part of %', NEW.id, NEW.parent
      USING ERRCODE = 'check_violation', CONSTRAINT = 'matter_part_of_whole';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER linked_inserted AFTER INSERT ON matters_matter
  FOR EACH ROW WHEN (NEW.duplicate_of > 0 OR NEW.parent > 0) EXECUTE FUNCTION matters_linked();
CREATE TRIGGER linked_changed AFTER UPDATE OF duplicate_of, parent ON matters_matter
  FOR EACH ROW WHEN (NEW.duplicate_of > 0 OR NEW.parent > 0) EXECUTE FUNCTION matters_linked();
"""
_BACK = """
DROP TRIGGER linked_changed ON matters_matter;
DROP TRIGGER linked_inserted ON matters_matter;
DROP FUNCTION matters_linked();
"""


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_moves_between_and_requests")]

    operations = [
        migrations.AddField("matter", "published", models.BooleanField(default=False)),
        migrations.AddIndex(
            "matter", models.Index(condition=Q(state="merged"), fields=["ended_at"], name="merged_to_archive")
        ),
        migrations.AddIndex(
            "matter", models.Index(condition=Q(published=True), fields=["street", "-id"], name="matter_published")
        ),
        migrations.RunSQL(_RULES, _BACK),
    ]
