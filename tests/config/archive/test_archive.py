"""Months are put away and opened again, as they were, and everybody is told where they lie."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from psycopg import errors

from shiqiao.base.actor import Ref, system
from shiqiao.base.db.guards import findings
from shiqiao.base.db.scope import scoped, whole
from shiqiao.base.errors import Conflict, NotFound
from shiqiao.base.time import held
from shiqiao.config.archive import form, putting
from shiqiao.config.archive.errors import FileChanged, FileMissing, MonthStays
from shiqiao.config.inspections import work
from shiqiao.kernel.journal.actions import seal_closed_days
from shiqiao.kernel.journal.digests import proofs_of, sealed_lines
from shiqiao.kernel.journal.rules import merkle_root
from shiqiao.kernel.matters import actions, holding, reads
from shiqiao.kernel.matters.actions import Report, report_matter
from shiqiao.kernel.matters.bynumber import street_of_number
from shiqiao.kernel.matters.errors import InArchive, SentDifferently
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.secret_links import street_of_secret
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.retention import erasing
from shiqiao.kernel.retention.errors import ErasureHeld
from shiqiao.kernel.retention.hooks import TEXTS, Found, Order
from shiqiao.kernel.scoring.recount import away, recount
from shiqiao.testing.street import STREET

from .conftest import FIRST, LATER, MONTH, TABLES, Old, lived, parts, same, turn

SHAPE = """SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1"""
INDEXES = """SELECT count(*), count(*) FILTER (WHERE indisunique), count(*) FILTER (WHERE EXISTS (
  SELECT 1 FROM pg_inherits p WHERE p.inhrelid = indexrelid)) FROM pg_index WHERE indrelid = %s::regclass"""
TRIGGERS = (
    "SELECT tgname, tgtype, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY 1"
)
RIGHTS = "SELECT relrowsecurity, relowner::regrole::text, relacl::text FROM pg_class WHERE oid = %s::regclass"


def seen(client: Client, path: str) -> tuple[int, str]:
    answer = client.get(path, headers={"accept-language": "zh-hans"})
    return answer.status_code, answer.content.decode()


def told(old: Old, number: str) -> tuple[int, str]:
    client = Client()
    client.force_login(Account.objects.get(username="dispatch1"))
    with held(LATER):
        return seen(client, f"/matters/{number}/")


def test_a_month_goes_into_a_file_and_comes_back_as_it_was(old: Old) -> None:
    before, number = old.held(), old.july[0].number
    assert old.verified() == []
    status, page = told(old, number)
    assert (status, "七月第0处垃圾成堆" in page) == (200, True)

    put = old.put()
    away = old.held()
    assert (put.matters, len(away["matters_matter"])) == (3, len(before["matters_matter"]) - 3)
    assert away["matters_once"] == before["matters_once"]
    assert old.verified() == []
    status, page = told(old, number)
    assert status == 404
    assert f"shiqiao months open {MONTH}" in page
    assert "在档案库中" in page
    content = put.path.read_bytes()
    assert put.path.stat().st_mode & 0o777 == 0o600
    assert put.path.parent.stat().st_mode & 0o777 == 0o700
    assert not any(word.encode() in content for word in ("七月第", "matters.reported", number))

    opened = old.open()
    assert (opened.matters, opened.lines, opened.findings) == (3, put.lines, ())
    same(old, before)
    assert old.verified() == []
    assert told(old, number)[0] == 200
    assert "七月第0处垃圾成堆" in told(old, number)[1]
    assert not put.path.exists()
    lines = old.ask("SELECT code, data ->> 'month' FROM journal_line WHERE kind = 'months' ORDER BY seq")
    assert lines == [("journal.month_archived", MONTH), ("journal.month_opened", MONTH)]


def test_what_came_before_the_first_cut_goes_and_comes_too_and_others_stay(old: Old) -> None:
    before = old.held()
    old.put(FIRST)
    old.put()
    with whole():
        assert Matter.objects.count() == 0
    assert old.verified() == []
    old.open()
    old.open(FIRST)
    same(old, before)
    assert old.verified() == []


def shape(old: Old, part: str) -> list[Any]:
    return [old.ask(one, f"months.{part}") for one in (SHAPE, INDEXES, TRIGGERS, RIGHTS)]


def test_an_opened_part_has_all_that_others_have_and_is_behind_the_fence(old: Old) -> None:
    first = old.july[0].id - old.july[0].id % 100
    (cut,) = old.ask("SELECT first_id FROM matters_month ORDER BY 1")[0]
    assert first >= cut
    before = {table: shape(old, f"{table}_{cut}") for table in TABLES}
    old.put()
    old.open()
    for table in TABLES:
        assert shape(old, f"{table}_{cut}") == before[table], table
    with psycopg.connect(old.street.url, autocommit=True) as low:
        low.execute("SELECT set_config('shiqiao.low', '1', false), set_config('shiqiao.high', '1', false)")
        for table in TABLES:
            assert low.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
            for refused in ("SELECT * FROM", "DELETE FROM", "TRUNCATE"):
                with pytest.raises(errors.InsufficientPrivilege):
                    low.execute(f"{refused} months.{table}_{cut}")
        for table in ("matters_archive", "journal_away"):
            for refused in ("DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} DEFAULT VALUES"):
                with pytest.raises(errors.InsufficientPrivilege):
                    low.execute(refused.format(table))
    assert findings(connection) == []
    for changed in (
        "UPDATE months.journal_line_{} SET code = ''",
        "DELETE FROM months.journal_line_{}",
        "TRUNCATE months.journal_line_{}",
    ):
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            old.ask(changed.format(cut))
    with pytest.raises(errors.UniqueViolation):
        old.ask("UPDATE matters_matter SET number = %s WHERE id = %s", old.june[0].number, old.july[0].id)


def test_who_asks_for_what_is_away_is_told_so(old: Old) -> None:
    made, reporter = old.july[0], old.street.actor("dispatch1")
    absent = str(int(made.number) + 10)
    old.put()
    with held(LATER), scoped(STREET):
        for number in (made.number, absent):  # whether there is such a matter is told to nobody
            with pytest.raises(InArchive) as caught:
                reads.access_matter(reporter, number)
            assert caught.value.params == {"month": MONTH}
        with pytest.raises(NotFound) as elsewhere:
            reads.access_matter(reporter, old.june[0].number[:-1] + "x")
        assert not isinstance(elsewhere.value, InArchive)
        with pytest.raises(InArchive):
            actions.dispatch_matter(matter=made.id, handler="c1.g1", by=reporter, at=LATER)
    with held(LATER):
        with pytest.raises(InArchive):
            street_of_secret(made.secret, at=LATER)
        with pytest.raises(InArchive):
            street_of_number(made.number)
        status, page = seen(Client(), f"/portal/m/{made.number}/{made.secret}/")
        assert status == 404
        assert MONTH in page
        assert "在街道档案库中" in page
        answer = Client().post(
            "/portal/follow/", {"number": made.number, "secret": "9000"}, headers={"accept-language": "zh-hans"}
        )
        assert answer.status_code == 404
        assert "在街道档案库中" in answer.content.decode()
        client = Client()
        client.force_login(Account.objects.get(username="dispatch1"))
        assert seen(client, "/matters/")[0] == 200
    status, page = told(old, made.number)
    assert status == 404
    assert f"shiqiao months open {MONTH}" in page
    assert "记录不存在" not in page  # what is said of numbers that lead nowhere


def test_a_report_that_is_sent_again_is_not_taken_in_twice(old: Old) -> None:
    made = old.july[1]
    sent = Report(
        street=STREET,
        source="test",
        source_id="七月第1处垃圾成堆\\没人清",
        channel="phone",
        item="06010",
        text="七月第1处垃圾成堆",
    )
    old.put()
    with held(LATER), pytest.raises(SentDifferently) as caught:
        report_matter(report=sent, by=old.street.actor("dispatch1"), at=LATER)
    assert caught.value.params["number"] == made.number
    assert MONTH in caught.value.text()
    assert old.ask("SELECT count(*) FROM matters_once WHERE number = %s", made.number) == [(1,)]


def why(old: Old, name: str = MONTH) -> dict[str, str]:
    with pytest.raises(MonthStays) as caught:
        old.put(name)
    assert old.ask("SELECT count(*) FROM matters_archive") == [(0,)]
    assert not any(part.frozen for part in parts(old).values())
    return caught.value.fields


def test_what_may_still_move_stays_and_the_reason_is_named(old: Old) -> None:
    late = lived(old.street, "2018-08-02", "八月一件")
    assert set(why(old, "2018-08")) == {"last"}
    turn(datetime(2018, 9, 1, 0, 0, 30, tzinfo=LATER.tzinfo))
    assert {"final"} <= set(why(old, "2018-08")) <= {"final", "unsealed"}
    made = old.july[0]
    old.ask("UPDATE matters_matter SET asked = 'pause' WHERE id = %s", made.id)
    with pytest.raises(MonthStays, match=made.number):
        old.put()
    assert set(why(old)) == {"waiting"}
    old.ask("UPDATE matters_matter SET asked = '' WHERE id = %s", made.id)
    old.ask("UPDATE matters_matter SET parent = %s, done = false WHERE id = %s", made.id, late.id)
    assert set(why(old)) == {"tied"}
    old.ask("UPDATE matters_matter SET parent = 0, done = true WHERE id = %s", late.id)
    with held(LATER), whole():
        from shiqiao.kernel.retention.actions import set_hold

        keeper = replace(system("security", street=STREET), kind="system")
        set_hold(
            subject=Ref("matter", made.id),
            reason="dispute",
            note="诉讼",
            until=LATER + timedelta(days=99),
            by=keeper,
            at=LATER,
        )
    assert set(why(old)) == {"held", "held_why"}
    old.ask("UPDATE retention_hold SET lifted_at = now()")
    old.ask("UPDATE clocks_clock SET late = NOT late WHERE subject = %s AND kind = 'matter'", made.id)
    assert set(why(old)) == {"unproven"}
    old.ask("UPDATE clocks_clock SET late = NOT late WHERE subject = %s AND kind = 'matter'", made.id)
    old.ask("DELETE FROM scoring_period WHERE starts >= '2018-07-01'")
    assert set(why(old)) == {"unclosed"}
    early = LATER - timedelta(days=300)
    with held(early), pytest.raises(MonthStays) as young:
        putting.put_month_away(MONTH, data=old.data, owner_url=old.owner_url, by=system("months"), at=early)
    assert set(young.value.fields) == {"young"}
    with pytest.raises(NotFound):
        old.put("2017-01")


def test_rules_and_requests_reach_a_month_once_it_is_opened(old: Old) -> None:
    made = old.july[0]
    old.put()
    (erase_from,) = old.ask("SELECT erase_from FROM matters_archive")[0]
    assert erase_from.date().isoformat() == "2028-07-03"  # nothing but texts is left of these: ten years
    assert list(work.archive(LATER)) == []
    assert [one.error for one in work.archive(erase_from)] == [True]
    order = Order(Ref("matter", made.id), TEXTS, "request", system("test", street=STREET), LATER)
    with held(LATER):
        with pytest.raises(ErasureHeld, match="archive"):
            erasing.erase(order=order, street=STREET)
        with whole(), pytest.raises(InArchive):
            holding.disclose([Found(Ref("matter", made.id))])
    old.open()
    with held(LATER):
        assert erasing.erase(order=order, street=STREET) is not None
    assert old.verified() == []
    assert set(why(old)) == {"unsealed"}
    tomorrow = LATER + timedelta(days=1)
    with held(tomorrow), whole():
        seal_closed_days(at=tomorrow)
    assert old.put(at=tomorrow).matters == 3  # an erasure is no move: nobody waits for another year
    old.open()
    assert old.ask("SELECT text FROM matters_matter WHERE id = %s", made.id) == [("",)]


def test_an_erasure_that_the_file_does_not_know_is_done_when_it_is_opened(old: Old) -> None:
    made = old.july[0]
    order = Order(Ref("matter", made.id), TEXTS, "request", system("test", street=STREET), LATER)
    old.put()
    entry = {
        "mark": "0" * 32, "street": STREET, "kind": "matter", "subject": made.id, "act": TEXTS, "tokens": [],
        "basis": "request", "rule": "", "at": LATER.isoformat(),
    }  # fmt: skip
    from shiqiao.kernel.retention import listing

    with held(LATER):
        listing.append([entry])
    assert listing.place() == old.data / "erasures.jsonl"
    assert old.open().erased == 1
    assert order.subject.id == made.id
    assert old.ask("SELECT text FROM matters_matter WHERE id = %s", made.id) == [("",)]
    assert old.verified() == []


def test_seals_and_proofs_stand_while_a_month_is_away(old: Old) -> None:
    with whole():
        before = proofs_of(Ref("matter", old.june[0].id))
    old.put()
    with held(LATER), whole():
        assert proofs_of(Ref("matter", old.june[0].id)) == before
        with pytest.raises(NotFound):
            proofs_of(Ref("matter", old.july[0].id))
        with pytest.raises(Conflict, match="archive"):
            list(sealed_lines(STREET))
        shown = list(recount(STREET, at=LATER))
        assert {f"{one:%Y-%m}" for one in away(STREET)} >= {"2018-07", "2018-08"}
        assert shown
        assert all(one.holds and f"{one.starts:%Y-%m}" != "2018-07" for one in shown)


@pytest.mark.parametrize("how", ["gone", "changed", "hash", "other keys"])
def test_verify_names_what_is_wrong_with_what_is_away(old: Old, how: str) -> None:
    put = old.put()
    if how == "gone":
        put.path.unlink()
        wanted: type[Exception] = FileMissing
    elif how == "changed":
        content = bytearray(put.path.read_bytes())
        content[len(content) // 2] ^= 1
        put.path.write_bytes(bytes(content))
        wanted = FileChanged
    elif how == "hash":
        old.ask("UPDATE journal_away SET hashes = sha256(hashes) || substr(hashes, 33) WHERE lines > 1")
        assert any("sealed for" in one for one in old.verified())
        assert any("differ from what was sealed" in one for one in old.verified())
        return
    else:
        secrets = json.loads((old.data / "secrets.json").read_text())
        (old.data / "secrets.json").write_text(json.dumps({**secrets, "index": "00" * 32}))
        assert any("cannot be read" in one for one in old.verified())
        return
    assert [one for one in old.verified() if MONTH in one]
    with pytest.raises(wanted):
        old.open()
    assert len(old.ask("SELECT 1 FROM matters_archive")) == 1


def test_the_command_lists_puts_away_and_opens(old: Old) -> None:
    listed = old.run("months", "list", "--why", "--json")
    assert listed.returncode == 0, listed.stderr
    rows = {one["month"]: one for one in json.loads(listed.stdout)}
    assert [*rows] == [FIRST, MONTH, "2018-08"]
    assert (rows[MONTH]["state"], rows[MONTH]["reasons"], rows[MONTH]["matters"]) == ("open", [], 3)
    assert "written to now" in rows["2018-08"]["reasons"][0]
    refused = old.run("months", "archive", "2018-08")
    assert (refused.returncode, "written to now" in refused.stderr) == (1, True)
    ran = old.run("months", "archive", MONTH)
    assert ran.returncode == 0, ran.stderr
    assert Path(ran.stdout.splitlines()[0]) == form.path_of(old.data, MONTH)
    again = old.run("months", "archive", MONTH)
    assert (again.returncode, "put away already" in again.stderr) == (1, True)
    assert f"{MONTH}         away" in old.run("months", "list").stdout
    verified = old.run("verify", "--json")
    said = json.loads(verified.stdout)
    assert (said["ok"], said["archive"]["months"], said["archive"]["matters"]) == (True, 1, 3)
    assert old.run("months", "open", MONTH, "--json").returncode == 0
    assert old.run("months", "open", MONTH).returncode == 1


def test_a_root_of_hashes_in_runs_is_the_root_of_the_lines(old: Old) -> None:
    from shiqiao.kernel.journal.models import Seal
    from shiqiao.kernel.journal.reads import day_hashes

    old.put(FIRST)
    old.put()
    with whole():
        days = [(seal, day_hashes(seal.street, seal.starts_at, seal.ends_at)) for seal in Seal.objects.all()]
    assert len(days) > 3
    assert all(merkle_root(hashes) == bytes(seal.root) for seal, hashes in days)
