"""Months: where one ends and the next begins, and the function that cuts (decision 70).

The worker's role owns no table and may make none; it may call this one function, which belongs to the owner, looks names up
nowhere, and does nothing but cut at a month that has begun.

A month's range has an end from the start, with room to spare, and behind it an open part lies ready that is still empty. At
the turn the sequence steps over the rest, so what has to be looked through under the lock is next to nothing. Only the very
first cut, of a table that had no end, reads that table once: where much is there already it is made here, before anybody works.
"""

from django.conf import settings
from django.db import migrations

_MONTHS = """
CREATE TABLE public.matters_month (
  starts date PRIMARY KEY, first_id bigint NOT NULL UNIQUE, end_id bigint NOT NULL CHECK (end_id > first_id)
);

CREATE FUNCTION shiqiao_bound(tab text, id bigint, edge text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN tab IN ('journal_line', 'clocks_clock') THEN '(''matter'', ' ELSE '(' END || coalesce(id::text, edge) || ')'
$$;

CREATE FUNCTION shiqiao_open_part(tab text, low bigint, high bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  part text := 'months.' || tab || '_' || low;
BEGIN
  EXECUTE format('CREATE TABLE %s PARTITION OF public.%I FOR VALUES FROM %s TO %s', part, tab,
    public.shiqiao_bound(tab, low, ''), public.shiqiao_bound(tab, high, 'MAXVALUE'));
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
  IF tab IN ('journal_line', 'clocks_clock') THEN
    EXECUTE format('ALTER TABLE %s ADD PRIMARY KEY (id)', part);
  END IF;
  IF tab = 'journal_line' THEN
    EXECUTE format('CREATE TRIGGER never_truncated BEFORE TRUNCATE ON %s FOR EACH STATEMENT '
      'EXECUTE FUNCTION public.shiqiao_refuse_change()', part);
  END IF;
END $$;

CREATE FUNCTION shiqiao_cut_month(month date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '250ms' AS $$
DECLARE
  least constant bigint := 20000;  -- ids: what is smaller stays together with the months before
  most constant integer := 12;  -- parts at once: a list's plan looks at all of them, and at sixty costs more than the list
  tab text;
  part text;
  former record;
  step bigint;
  top bigint;
  cut bigint;
  used bigint;
  ends bigint;
BEGIN
  IF month IS NULL OR extract(day FROM month) <> 1 OR month > (now() + interval '2 days')::date THEN
    RAISE EXCEPTION 'a month that has begun is asked for, not %', month USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT last_value INTO top FROM public.matters_matter_ids;
  SELECT * INTO former FROM public.matters_month ORDER BY starts DESC LIMIT 1;
  IF former.starts >= month OR top - coalesce(former.first_id, 0) < least
    OR (SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.matters_matter'::regclass) >= most
  THEN
    RETURN 0;
  END IF;
  -- Gives up, rather than let intake wait, when somebody reads for long; the caller tries again. Shorter than the
  -- second after which a server looks for deadlocks: nobody else becomes the victim.
  LOCK TABLE public.matters_matter, public.matters_search, public.journal_line, public.clocks_clock IN ACCESS EXCLUSIVE MODE;
  SELECT * INTO former FROM public.matters_month ORDER BY starts DESC LIMIT 1;
  IF former.starts >= month THEN
    RETURN 0;  -- somebody else was faster
  END IF;
  SELECT seqincrement INTO step FROM pg_sequence WHERE seqrelid = 'public.matters_matter_ids'::regclass;
  IF former.starts IS NULL THEN
    cut := nextval('public.matters_matter_ids');
    SELECT count(*) INTO used FROM public.matters_matter WHERE reported_at >= month - interval '31 days';
    top := cut + step;
  ELSE
    cut := former.end_id;
    SELECT last_value INTO top FROM public.matters_matter_ids;
    used := top - former.first_id;
    -- Only forwards, whatever is taken from it meanwhile: what comes from now on is of the new month.
    PERFORM nextval('public.matters_matter_ids') FROM generate_series(1, (cut - top + step - 1) / step);
    SELECT last_value + step INTO top FROM public.matters_matter_ids;
  END IF;
  ends := top + 2 * greatest(used, least);
  FOREACH tab IN ARRAY ARRAY['matters_matter', 'matters_search', 'journal_line', 'clocks_clock'] LOOP
    part := tab || '_' || CASE WHEN former.starts IS NULL THEN 'first' ELSE cut::text END;
    EXECUTE format('ALTER TABLE public.%I DETACH PARTITION months.%I', tab, part);
    IF former.starts IS NULL THEN
      EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION months.%I FOR VALUES FROM %s TO %s', tab, part,
        public.shiqiao_bound(tab, NULL, 'MINVALUE'), public.shiqiao_bound(tab, cut, ''));
      PERFORM public.shiqiao_open_part(tab, cut, ends);
    ELSE
      EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION months.%I FOR VALUES FROM %s TO %s', tab, part,
        public.shiqiao_bound(tab, cut, ''), public.shiqiao_bound(tab, ends, ''));
    END IF;
    PERFORM public.shiqiao_open_part(tab, ends, NULL);
  END LOOP;
  INSERT INTO public.matters_month (starts, first_id, end_id) VALUES (month, cut, ends);
  RETURN cut;
END $$;
REVOKE ALL ON FUNCTION shiqiao_cut_month(date), shiqiao_open_part(text, bigint, bigint) FROM PUBLIC;
"""


_FIRST_CUT = f"SELECT shiqiao_cut_month(date_trunc('month', now() AT TIME ZONE '{settings.TIME_ZONE}')::date)"


class Migration(migrations.Migration):
    dependencies = [("matters", "0015_in_ranges")]

    operations = [migrations.RunSQL(_MONTHS), migrations.RunSQL(_FIRST_CUT)]
