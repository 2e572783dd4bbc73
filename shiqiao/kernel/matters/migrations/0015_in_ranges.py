"""Matters in ranges of their ids, and what was unique without the id in a narrow table of its own (decision 70).

A number and what a sender calls a report are unique over all months: `matters_once` holds both, the latter as a digest,
and a trigger keeps it in step with the matters. The constraint that tells a repeated report keeps its name.
"""

from django.db import migrations

from shiqiao.base.db.fences import fence
from shiqiao.base.db.months import in_ranges

_SENT = "sha256(convert_to({0}.street || chr(31) || {0}.source || chr(31) || {0}.source_id, 'UTF8'))"

_ONCE = f"""
ALTER TABLE public.matters_matter DROP CONSTRAINT matter_sent_once, DROP CONSTRAINT matters_matter_number_key;
CREATE TABLE public.matters_once (street integer NOT NULL, number varchar(20) NOT NULL, sent bytea NOT NULL, matter bigint NOT NULL);
INSERT INTO public.matters_once SELECT m.street, m.number, {_SENT.format("m")}, m.id FROM public.matters_matter m;
ALTER TABLE public.matters_once ADD CONSTRAINT matter_number_once PRIMARY KEY (number),
  ADD CONSTRAINT matter_sent_once UNIQUE (sent);
CREATE FUNCTION matters_kept_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO matters_once (street, number, sent, matter) VALUES (NEW.street, NEW.number, {_SENT.format("NEW")}, NEW.id);
  ELSIF TG_OP = 'UPDATE' THEN
    UPDATE matters_once SET street = NEW.street, number = NEW.number, sent = {_SENT.format("NEW")}, matter = NEW.id
    WHERE number = OLD.number;
  ELSE
    DELETE FROM matters_once WHERE number = OLD.number;
  END IF;
  RETURN NULL;
END $$;
"""

_OFF = """
DROP TRIGGER linked_inserted ON months.matters_matter_first;
DROP TRIGGER linked_changed ON months.matters_matter_first;
"""
_KEYS = "ALTER TABLE public.matters_matter ADD CONSTRAINT matters_matter_pkey PRIMARY KEY (id);"
_ON = """
CREATE TRIGGER linked_inserted AFTER INSERT ON public.matters_matter
  FOR EACH ROW WHEN (NEW.duplicate_of > 0 OR NEW.parent > 0) EXECUTE FUNCTION matters_linked();
CREATE TRIGGER linked_changed AFTER UPDATE OF duplicate_of, parent ON public.matters_matter
  FOR EACH ROW WHEN (NEW.duplicate_of > 0 OR NEW.parent > 0) EXECUTE FUNCTION matters_linked();
CREATE TRIGGER kept_once AFTER INSERT OR DELETE ON public.matters_matter
  FOR EACH ROW EXECUTE FUNCTION matters_kept_once();
CREATE TRIGGER kept_once_changed AFTER UPDATE OF id, street, number, source, source_id ON public.matters_matter
  FOR EACH ROW WHEN ((OLD.id, OLD.street, OLD.number, OLD.source, OLD.source_id)
    IS DISTINCT FROM (NEW.id, NEW.street, NEW.number, NEW.source, NEW.source_id)) EXECUTE FUNCTION matters_kept_once();
"""
_SEARCH = "ALTER TABLE public.matters_search ADD CONSTRAINT matters_search_pkey PRIMARY KEY (matter);"


class Migration(migrations.Migration):
    dependencies = [("matters", "0014_street_time"), ("journal", "0002_in_ranges"), ("clocks", "0004_in_ranges")]

    operations = [
        migrations.RunSQL(_ONCE),
        fence("matters_once"),
        in_ranges("matters_matter", by="id", before=_OFF, constraints=_KEYS, after=_ON),
        in_ranges("matters_search", by="matter", constraints=_SEARCH),
    ]
