"""Sources beyond matters: visits and what they found, rounds of patrols, who answers for grids and posts.

A round that was not walked has no row anywhere: what is due is derived from the plan of patrols and the points, as
pages do, so that a missed one is counted. Responsibility is counted by the month: kept when no day of it was without a
named person. What passes with time alone (a term that ends) is counted by the nightly reckoning, as for matters.
"""

from functools import partial

from shiqiao.kernel.patrols.rules import GOOD, POINT
from shiqiao.kernel.scoring.sources import YES_NO, Base, Source, bases, since, sources
from shiqiao.kernel.visits.circles import sizes
from shiqiao.kernel.visits.rules import STATES, VISIT

GRID, POST = "grid", "post"
TODAY = "(%(now)s AT TIME ZONE %(zone)s)::date"

# ── visits ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# Whoever made it; of one that was not made, who held the post on its last day, or today.
_VISITOR = """COALESCE(NULLIF(v.done_holder, 0), (SELECT h.account_id FROM people_holding h WHERE h.post_id = v.post
AND h.during @> (LEAST(v.latest - interval '1 second', %(now)s) AT TIME ZONE %(zone)s)::date), 0)"""
_VISIT_DIMENSIONS = {
    "street": "v.street", "community": "v.community", "grid": "v.grid", "person": _VISITOR, "unit": "v.unit",
}  # fmt: skip
# A re-check changes what the first visit found.
_VISIT_FOLLOWS = {
    "visit": """SELECT v.id::text, v.grid FROM visits_visit v WHERE v.id = ANY(%(ids)s)
UNION SELECT f.id::text, f.grid FROM visits_visit v JOIN visits_visit f ON f.id = v.recheck_of
WHERE v.id = ANY(%(ids)s) AND v.recheck_of > 0""",
}
# Nobody home or refused: of several tries within a window the last one counts.
_LAST_TRY = """NOT EXISTS (SELECT 1 FROM visits_visit l WHERE l.subject_kind = v.subject_kind
AND l.subject_id = v.subject_id AND l.kind = v.kind AND l.place = v.place AND l.plan = v.plan
AND l.recheck_of = v.recheck_of AND l.latest = v.latest AND l.attempt > v.attempt)"""
_FIRST = """NOT EXISTS (SELECT 1 FROM visits_visit b WHERE b.subject_kind = v.subject_kind AND b.subject_id = v.subject_id
AND b.kind = v.kind AND b.state = 'done' AND (b.done_at, b.id) < (v.done_at, v.id)
AND date_trunc('month', b.done_at AT TIME ZONE %(zone)s) = date_trunc('month', v.done_at AT TIME ZONE %(zone)s))"""
VISITS = Source(
    "visit", "Visits", "visits_visit v", "v.id",
    # The window ends with a day: its last second lies on it.
    {"due": "(v.latest - interval '1 second')", "done": "v.done_at"},
    {
        "kind": ("v.kind", None), "line": ("v.line", None), "state": ("v.state", frozenset(STATES)),
        "recheck": ("v.recheck_of > 0", YES_NO), "last_try": (_LAST_TRY, YES_NO),
        "over": since("v.latest", at_once="v.state <> 'planned'"),
        "done": ("v.state = 'done'", YES_NO),
        "in_window": ("v.state = 'done' AND v.done_at < v.latest", YES_NO),
        # Of a month's visits to one subject the first counts, where coverage is measured by a circle.
        "first_in_month": (_FIRST, YES_NO),
        "found": ("EXISTS (SELECT 1 FROM visits_finding f WHERE f.visit = v.id)", YES_NO),
        "open_findings": ("v.open_findings > 0", YES_NO),
    },
    _VISIT_DIMENSIONS, "v.id::text", VISIT, _VISIT_FOLLOWS,
)  # fmt: skip
FINDINGS = Source(
    "finding", "Findings of visits", "visits_finding f JOIN visits_visit v ON v.id = f.visit", "f.id",
    {"found": "v.done_at"},
    {
        "fixed": ("f.state = 'fixed'", YES_NO), "item": ("f.item", None), "severity": ("f.severity", None),
        "matter": ("f.matter > 0", YES_NO), "rechecked": ("f.rechecks > 0", YES_NO), "kind": ("v.kind", None),
        "line": ("v.line", None),
    },
    _VISIT_DIMENSIONS, "v.id::text", VISIT, _VISIT_FOLLOWS,
)  # fmt: skip

# What coverage of the four entries (四入) is measured by: the registry's circles.
CIRCLES = {
    "firms": "firms to be visited", "party_members": "Party members to be visited",
    "hardship_workers": "workers in hardship to be visited", "work_seekers": "job seekers and founders to be visited",
}  # fmt: skip

# ── patrols ────────────────────────────────────────────────────────────────────────────────────────────────────────

_GOOD = ", ".join(f"'{state}'" for state in GOOD)
_WHEN = """(r.per = 'week' AND EXTRACT(isodow FROM g.day) = 1
OR r.per = 'day' AND (r.weekdays = '[]' OR r.weekdays ? to_char(g.day, 'dy')))"""
# Versions of the plan with the days before whose end each was published; one holds for windows that open afterwards.
_PLANS = """SELECT v.street, v."table" -> 'rounds' AS rounds, (v.published_at AT TIME ZONE %(zone)s)::date AS said,
lead((v.published_at AT TIME ZONE %(zone)s)::date, 1, DATE '9999-01-01') OVER (PARTITION BY v.street ORDER BY v.version)
AS until
FROM patrols_plan v WHERE v.street = %(street)s"""
# One rule a line: the one that names the smallest ground, of two the later (as `PlanTable.rounds_in`).
_RULES = """SELECT DISTINCT ON (x.rule ->> 'line') x.rule ->> 'line' AS line, (x.rule ->> 'times')::int AS times,
x.rule ->> 'per' AS per, x.rule -> 'weekdays' AS weekdays, x.place::bigint AS place
FROM jsonb_array_elements(v.rounds) WITH ORDINALITY x(rule, place) WHERE starts_with(p.grid::text, x.rule ->> 'within')
ORDER BY x.rule ->> 'line', length(x.rule ->> 'within') DESC, x.place DESC"""
_PASSED = f"""SELECT array_agg(c.account ORDER BY c.happened_at, c.id) AS accounts FROM patrols_check_in c
WHERE c.point = p.id AND c.state IN ({_GOOD}) AND r.line = ANY(string_to_array(c.lines, ' '))
AND c.happened_at >= w.opens::timestamp AT TIME ZONE %(zone)s
AND c.happened_at < (w.closes + 1)::timestamp AT TIME ZONE %(zone)s"""
# Who answers for grid and line on the last day: the holder of the post, the deputy while the holder is on leave.
_ANSWERS = """SELECT q.unit_id AS unit, COALESCE((SELECT COALESCE(d.deputy_account_id, b.account_id) FROM people_leave y
JOIN people_deputyship d ON d.post_id = a.post_id AND d.during @> w.closes
LEFT JOIN people_holding b ON b.post_id = d.deputy_post_id AND b.during @> w.closes
WHERE y.account_id = h.account_id AND y.during @> w.closes LIMIT 1), h.account_id) AS account
FROM people_responsibility a JOIN people_post q ON q.id = a.post_id
LEFT JOIN people_holding h ON h.post_id = a.post_id AND h.during @> w.closes
WHERE a.grid = p.grid AND a.line_id = r.line AND a.during @> w.closes"""
_ROUNDS = f"""(SELECT p.street, p.community, p.grid, p.id AS point, r.line, r.per, w.closes, n.turn,
n.turn <= COALESCE(cardinality(c.accounts), 0) AS passed, COALESCE(c.accounts[n.turn], t.account, 0) AS person,
COALESCE(t.unit, 0) AS unit, p.id << 29 | r.place << 21 | (w.closes - DATE '2000-01-01')::bigint << 5 | n.turn AS id
FROM ({_PLANS}) v JOIN patrols_point p ON p.street = v.street CROSS JOIN LATERAL ({_RULES}) r
CROSS JOIN LATERAL (SELECT g.day::date AS opens, g.day::date + CASE r.per WHEN 'week' THEN 6 ELSE 0 END AS closes
FROM generate_series((GREATEST(v.said, (p.made_at AT TIME ZONE %(zone)s)::date) + 1)::timestamp,
LEAST(v.until, {TODAY})::timestamp, interval '1 day') g(day) WHERE {_WHEN}) w
LEFT JOIN LATERAL ({_PASSED}) c ON true LEFT JOIN LATERAL ({_ANSWERS}) t ON true
CROSS JOIN LATERAL generate_series(1, r.times) n(turn)
WHERE p.retired_at IS NULL OR (p.retired_at AT TIME ZONE %(zone)s)::date > w.closes) d"""
PATROLS = Source(
    "patrol", "Rounds of patrols", _ROUNDS, "d.id", {"due": "d.closes::timestamp AT TIME ZONE %(zone)s"},
    {
        "line": ("d.line", None), "per": ("d.per", frozenset({"day", "week"})), "passed": ("d.passed", YES_NO),
        # Over: somebody was there, or the last day has ended.
        "over": since("(d.closes + 1)::timestamp AT TIME ZONE %(zone)s", at_once="d.passed"),
    },
    {"street": "d.street", "community": "d.community", "grid": "d.grid", "person": "d.person", "unit": "d.unit"},
    "d.point::text", POINT,
    {POINT: "SELECT p.id::text, p.grid FROM patrols_point p WHERE p.id = ANY(%(ids)s)"},
)  # fmt: skip

# ── who answers ────────────────────────────────────────────────────────────────────────────────────────────────────

# The days [first, last] of each month until today; `first` and `last` are put in.
_MONTHS = """(SELECT n.month::date AS month, daterange(GREATEST(n.month::date, {first}),
GREATEST(n.month::date, {first}, LEAST((n.month + interval '1 month')::date, {last} + 1))) AS days
FROM generate_series(date_trunc('month', ({first})::timestamp), ({last})::timestamp, interval '1 month') n(month)) s"""
_AWAY = (
    "COALESCE((SELECT range_agg(y.during) FROM people_leave y WHERE y.account_id = {account}), '{{}}'::datemultirange)"
)
_DEPUTY = "COALESCE(x.deputy_account_id, b.account_id)"
# Days on which somebody was there: the holder, or while the holder was on leave the deputy. `pieces` yields days, who, post.
_THERE = f"""(SELECT range_agg(k.days) AS days FROM (
SELECT datemultirange(i.days) - {_AWAY.format(account="i.account")} AS days FROM ({{pieces}}) i UNION ALL
SELECT datemultirange(i.days * y.during * x.during * COALESCE(b.during, x.during)) - {_AWAY.format(account=_DEPUTY)}
FROM ({{pieces}}) i JOIN people_leave y ON y.account_id = i.account AND y.during && i.days
JOIN people_deputyship x ON x.post_id = i.post AND x.during && y.during
LEFT JOIN people_holding b ON b.post_id = x.deputy_post_id AND b.during && y.during WHERE {_DEPUTY} IS NOT NULL) k)"""

_BEGAN = """GREATEST((SELECT min(lower(r.during)) FROM people_responsibility r WHERE r.street = %(street)s),
(SELECT min(lower(r.valid)) FROM territory_boundary r WHERE r.number = g.code::bigint))"""
_DUTIES = """SELECT a.during * h.during AS days, h.account_id AS account, h.post_id AS post FROM people_responsibility a
JOIN people_holding h ON h.post_id = a.post_id AND h.during && a.during
WHERE a.grid = g.code::bigint AND a.line_id = l.code"""
_LAST = """SELECT h.account_id AS account, q.unit_id AS unit FROM people_responsibility a JOIN people_post q ON q.id = a.post_id
LEFT JOIN people_holding h ON h.post_id = a.post_id AND h.during @> upper(s.days) - 1
WHERE a.grid = g.code::bigint AND a.line_id = l.code AND a.during @> upper(s.days) - 1"""
_GRIDS = f"""(SELECT g.street, g.community, g.code::bigint AS grid, l.code AS line, s.month,
s.days <@ COALESCE(k.days, '{{}}') AS named, COALESCE(t.account, 0) AS person, COALESCE(t.unit, 0) AS unit,
('x' || substr(md5(concat_ws('/', g.code, l.code, s.month)), 1, 16))::bit(64)::bigint AS id
FROM territory_grid g CROSS JOIN people_line l CROSS JOIN LATERAL (SELECT {_BEGAN} AS day) f
LEFT JOIN LATERAL {_THERE.replace("{pieces}", _DUTIES)} k ON true
CROSS JOIN LATERAL {_MONTHS.format(first="f.day", last=f"LEAST({TODAY}, g.retired_on - 1)")}
LEFT JOIN LATERAL ({_LAST}) t ON true WHERE g.street = %(street)s AND NOT isempty(s.days)) d"""
_DEPUTISED = "SELECT x.post_id FROM people_deputyship x WHERE x.deputy_post_id = ANY({posts})"
_HELD_BY = "(SELECT h.post_id FROM people_holding h WHERE h.account_id = ANY(%(ids)s))"
_OF_GRIDS = f"""SELECT r.grid::text, r.grid FROM people_responsibility r
WHERE r.post_id = ANY({{posts}}) OR r.post_id IN ({_DEPUTISED})"""
RESPONSIBILITY = Source(
    "responsibility", "Who answers for grids", _GRIDS, "d.id", {"month": "d.month::timestamp AT TIME ZONE %(zone)s"},
    # Named: on each day of the month (of the present one: until today) a person answered, the holder or the deputy.
    {"line": ("d.line", None), "named": ("d.named", YES_NO)},
    {"street": "d.street", "community": "d.community", "grid": "d.grid", "person": "d.person", "unit": "d.unit"},
    "d.grid::text", GRID,
    {"post": _OF_GRIDS.format(posts="%(ids)s"), "account": _OF_GRIDS.format(posts=f"ARRAY{_HELD_BY}")},
)  # fmt: skip

_GRID_OF = "CASE WHEN p.territory % 1000 = 0 THEN 0 ELSE p.territory END".replace("%", "%%")
_HOLDINGS = (
    "SELECT h.during AS days, h.account_id AS account, h.post_id AS post FROM people_holding h WHERE h.post_id = p.id"
)
# A post that was never held begins on the day it was made.
_MADE = """COALESCE((SELECT min(lower(h.during)) FROM people_holding h WHERE h.post_id = p.id),
(SELECT (j.happened_at AT TIME ZONE %(zone)s)::date FROM journal_line j
WHERE j.kind = 'post' AND j.subject = p.id AND j.seq = 1))"""
_POSTS = f"""(SELECT p.street, CASE WHEN p.territory %% 1000000 = 0 THEN 0 ELSE p.territory / 1000 END AS community,
{_GRID_OF} AS grid, p.id AS post, p.unit_id AS unit, s.month, p.roles,
s.days <@ COALESCE((SELECT range_agg(h.during) FROM people_holding h WHERE h.post_id = p.id), '{{}}') AS held,
s.days <@ COALESCE((SELECT range_agg(x.during) FROM people_deputyship x WHERE x.post_id = p.id), '{{}}') AS doubled,
s.days <@ COALESCE(k.days, '{{}}') AS served,
COALESCE((SELECT h.account_id FROM people_holding h WHERE h.post_id = p.id AND h.during @> upper(s.days) - 1), 0) AS person,
p.id << 16 | (s.month - DATE '2000-01-01')::bigint AS id
FROM people_post p CROSS JOIN LATERAL (SELECT {_MADE} AS day) f
LEFT JOIN LATERAL {_THERE.replace("{pieces}", _HOLDINGS)} k ON true
CROSS JOIN LATERAL {_MONTHS.format(first="f.day", last=TODAY)}
WHERE p.street = %(street)s AND p.active AND NOT isempty(s.days)) d"""
_OF_POSTS = f"""SELECT p.id::text, {_GRID_OF} FROM people_post p
WHERE p.id = ANY({{posts}}) OR p.id IN ({_DEPUTISED})"""
POSTS = Source(
    "post", "Posts held", _POSTS, "d.id", {"month": "d.month::timestamp AT TIME ZONE %(zone)s"},
    # Of each day of the month: held by somebody; with a deputy named (AB岗); holder or deputy there.
    {
        "held": ("d.held", YES_NO), "doubled": ("d.doubled", YES_NO), "served": ("d.served", YES_NO),
        "head": ("d.roles && ARRAY['community_head', 'department_head', 'leader']::varchar[]", YES_NO),
    },
    {"street": "d.street", "community": "d.community", "grid": "d.grid", "person": "d.person", "unit": "d.unit"},
    "d.post::text", POST,
    {"post": _OF_POSTS.format(posts="%(ids)s"), "account": _OF_POSTS.format(posts=f"ARRAY{_HELD_BY}")},
)  # fmt: skip


def fill() -> None:
    """Put them into the socket of scoring."""
    for one in (VISITS, FINDINGS, PATROLS, RESPONSIBILITY, POSTS):
        sources.fill("scoring", one)
    for entry, title in CIRCLES.items():
        bases.fill("scoring", Base(f"circle_{entry}", title, asks=partial(sizes, entry=entry)))
