"""Polls: frozen electors, ways of voting, papers, proxies, named votes, second round, seals and what finds tampering."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.council.voting import casting, verify
from shiqiao.scenes.council.voting.contract import (
    Elector,
    Rule,
    Threshold,
    close_poll,
    open_second,
    publish_poll,
    results_of,
)
from shiqiao.scenes.council.voting.errors import (
    CountedByYourself,
    ElectorateChanged,
    NotElector,
    PapersOpen,
    PapersTooMany,
    PollFrozen,
    PollNotSo,
    VotedAlready,
)
from shiqiao.scenes.council.voting.opening import change_poll, create_poll
from shiqiao.scenes.council.voting.tables import Ballot, NamedVote, PaperCount, PollElector, SealedBallot
from shiqiao.testing.street import STREET, Street

from .conftest import ABOUT, Opened, cast, electors, links

HALF = Threshold.read(">1/2")


def codes() -> list[str]:
    return list(JournalLine.objects.filter(kind="poll").order_by("seq").values_list("code", flat=True))


def test_a_secret_poll_is_counted_per_kind_and_overall(head: Actor, opened: Opened) -> None:
    row = opened(rule=Rule(kind=HALF))
    for n, secret in enumerate(links(row, head)):
        cast(secret, "against" if 10 <= n < 13 else "for")
    done = close_poll(poll=row.pk, by=head, at=now())
    *kinds, whole = results_of(ABOUT)
    assert (whole.entitled, whole.cast, whole.valid, whole.votes_for, whole.against) == (31, 31, 31, 28, 3)
    assert not whole.passed
    assert "teams" in whole.why
    teams = next(one for one in kinds if one.kind == "teams")
    assert (teams.votes_for, teams.against, teams.needed, teams.passed) == (0, 3, 2, False)
    assert all(one.passed for one in kinds if one.kind != "teams")
    assert all(one.holds for one in verify.proofs(done))
    assert not verify.problems(STREET, now())


def test_a_secret_vote_leaves_no_line_no_time_and_no_number(head: Actor, opened: Opened) -> None:
    row = opened()
    before = codes()
    secrets = links(row, head)
    for secret in secrets[:9]:
        cast(secret)
    assert codes() == [*before, "council.slips_made"]
    assert {field.name for field in Ballot._meta.fields} == {"id", "street", "poll", "kind", "choice"}
    assert {field.name for field in SealedBallot._meta.fields} == {"id", "street", "poll", "sealed"}
    sealed = list(SealedBallot.objects.filter(poll=row.pk))
    assert len({len(bytes(one.sealed)) for one in sealed}) == 1
    assert not any(b"for" in bytes(one.sealed) for one in sealed)
    close_poll(poll=row.pk, by=head, at=now())
    assert not SealedBallot.objects.filter(poll=row.pk).exists()
    row.refresh_from_db()
    assert (row.key, row.key_file, row.public_key) == (None, "", "")


def test_nobody_came(head: Actor, opened: Opened) -> None:
    row = opened()
    close_poll(poll=row.pk, by=head, at=now())
    whole = results_of(ABOUT)[-1]
    assert (whole.cast, whole.passed) == (0, False)


def test_a_link_votes_once(head: Actor, opened: Opened) -> None:
    row = opened()
    secret = links(row, head)[0]
    cast(secret)
    with pytest.raises(VotedAlready):
        cast(secret)
    with pytest.raises(NotFound):
        cast("wrong")
    with pytest.raises(VotedAlready):
        casting.mark_paper(poll=row.pk, seat=1, by=head, at=now())
    assert SealedBallot.objects.filter(poll=row.pk).count() == 1


def test_slips_made_again_end_those_before(head: Actor, opened: Opened) -> None:
    row = opened()
    old, new = links(row, head)[0], links(row, head)[0]
    with pytest.raises(NotFound):
        cast(old)
    cast(new)


def test_voting_from_the_own_seat_and_as_a_proxy(street: Street, head: Actor, opened: Opened) -> None:
    me = street.actor("c1head")
    mine = Elector(1, "core", "示例甲", account=me.account or 0)
    absent = Elector(2, "core", "示例乙", present=False, proxy_seat=1, proxy_title="示例甲")
    row = opened(electors(s1=mine, s2=absent))
    with pytest.raises(NotElector):
        casting.cast_by_account(poll=row.pk, choice="for", by=street.actor("c2head"), at=now())
    casting.cast_by_account(poll=row.pk, choice="for", by=me, at=now())
    with pytest.raises(NotElector):
        casting.cast_by_account(poll=row.pk, choice="for", by=me, at=now(), seat=3)
    casting.cast_by_account(poll=row.pk, choice="against", by=me, at=now(), seat=2)
    with pytest.raises(VotedAlready):
        casting.cast_by_account(poll=row.pk, choice="against", by=me, at=now(), seat=2)
    assert list(
        PollElector.objects.filter(poll=row.pk, has_voted=True).order_by("seat").values_list("way", flat=True)
    ) == [
        "web",
        "proxy",
    ]


def test_a_proxy_is_not_counted_when_the_holder_of_the_seat_votes(head: Actor, opened: Opened) -> None:
    absent = Elector(2, "core", "示例乙", proxy_seat=1, proxy_title="示例甲")
    row = opened(electors(s2=absent))
    _, own, proxy, *_ = links(row, head)
    cast(own, "for")
    with pytest.raises(VotedAlready):
        cast(proxy, "against")


def test_one_seat_holds_one_proxy(opened: Opened) -> None:
    two = {f"s{seat}": Elector(seat, "core", f"示例{seat}", proxy_seat=1) for seat in (2, 3)}
    with pytest.raises(Invalid, match="one proxy"):
        opened(electors(**two))


def test_who_has_two_seats_is_refused(street: Street, opened: Opened) -> None:
    account = street.actor("c1head").account or 0
    with pytest.raises(Invalid, match="two seats"):
        opened(electors(s1=Elector(1, "core", "甲", account=account), s2=Elector(2, "core", "甲", account=account)))


def test_a_secret_vote_does_not_ask_a_kind_of_two(opened: Opened) -> None:
    few = electors({"core": 5, "teams": 2})
    with pytest.raises(Invalid, match="fewer than three"):
        opened(few, rule=Rule(kind=HALF))
    opened(few)


def test_a_kind_of_which_two_voted_is_not_counted_apart(head: Actor, opened: Opened) -> None:
    row = opened()
    secrets = links(row, head)
    for secret in [*secrets[:5], *secrets[10:12], *secrets[13:30]]:
        cast(secret)
    close_poll(poll=row.pk, by=head, at=now())
    *kinds, whole = results_of(ABOUT)
    assert {one.kind: one.apart for one in kinds} == {
        "core": False, "members": True, "teams": False, "units": True, "residents": True,
    }  # fmt: skip
    assert (whole.cast, whole.passed) == (24, True)
    assert set(Ballot.objects.values_list("kind", flat=True)) == {"", "units", "residents"}


def test_what_has_started_stays_as_it_is(head: Actor, opened: Opened) -> None:
    row = opened()
    with pytest.raises(PollFrozen):
        change_poll(poll=row.pk, title="另一题", question="?", rule=Rule(), by=head, at=now())
    for change in ("question = 'x'", "secret = false", "rule = '{}'"):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE council_poll SET {change} WHERE id = %s", [row.pk])


def test_before_the_start_question_and_rule_change(head: Actor) -> None:
    row = create_poll(
        street=STREET,
        about=ABOUT,
        title="题",
        question="问？",
        electors=electors(),
        secret=True,
        rule=Rule(),
        by=head,
        at=now(),
    )
    row = change_poll(poll=row.pk, title="题二", question="问二？", rule=Rule(base="cast"), by=head, at=now())
    assert (row.title, row.rule["base"]) == ("题二", "cast")


def test_a_mark_without_a_ballot_is_refused_by_the_database(opened: Opened) -> None:
    row = opened()
    PollElector.objects.filter(poll=row.pk, seat=1).update(has_voted=True, way="web")
    with pytest.raises(DatabaseError, match="as many ballots"), transaction.atomic():
        tamper("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_vote_is_not_taken_back(head: Actor, opened: Opened) -> None:
    row = opened()
    cast(links(row, head)[0])
    with pytest.raises(DatabaseError, match="not taken back"), transaction.atomic():
        PollElector.objects.filter(poll=row.pk, seat=1).update(has_voted=False, way="")


# ── paper ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_papers_are_counted_by_two_until_both_agree(street: Street, head: Actor, opened: Opened) -> None:
    row = opened()
    for seat in (20, 21, 22, 23):
        casting.mark_paper(poll=row.pk, seat=seat, by=head, at=now())
    with pytest.raises(PapersOpen):
        close_poll(poll=row.pk, by=head, at=now())
    casting.count_papers(poll=row.pk, counts={"residents": {"for": 3, "against": 1}}, by=head, at=now())
    with pytest.raises(PollNotSo):
        casting.mark_paper(poll=row.pk, seat=24, by=head, at=now())
    with pytest.raises(CountedByYourself):
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 3, "against": 1}}, by=head, at=now())
    other = street.actor("leader1")
    casting.count_papers(poll=row.pk, counts={"residents": {"for": 2, "against": 2}}, by=other, at=now())
    with pytest.raises(PapersOpen):
        close_poll(poll=row.pk, by=head, at=now())
    casting.count_papers(poll=row.pk, counts={"residents": {"for": 2, "against": 2}}, by=head, at=now())
    close_poll(poll=row.pk, by=head, at=now())
    whole = results_of(ABOUT)[-1]
    assert (whole.cast, whole.votes_for, whole.against) == (4, 2, 2)
    assert not PaperCount.objects.exclude(counts=None).exists()


def test_missing_papers_are_explained_and_count_as_invalid(street: Street, head: Actor, opened: Opened) -> None:
    row = opened()
    for seat in (20, 21, 22, 23):
        casting.mark_paper(poll=row.pk, seat=seat, by=head, at=now())
    for by in (head, street.actor("leader1")):
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 3}}, by=by, at=now())
    with pytest.raises(PapersOpen):
        close_poll(poll=row.pk, by=head, at=now())
    casting.explain_papers(poll=row.pk, text="一人领票后带票离场", by=head, at=now())
    close_poll(poll=row.pk, by=head, at=now())
    whole = results_of(ABOUT)[-1]
    assert (whole.cast, whole.valid, whole.invalid) == (4, 3, 1)


def test_more_papers_than_marks_stop_the_close(street: Street, head: Actor, opened: Opened) -> None:
    row = opened()
    casting.mark_paper(poll=row.pk, seat=20, by=head, at=now())
    for by in (head, street.actor("leader1")):
        casting.count_papers(poll=row.pk, counts={"residents": {"for": 2}}, by=by, at=now())
    with pytest.raises(PapersTooMany):
        close_poll(poll=row.pk, by=head, at=now())


# ── named ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_named_vote_changes_by_a_new_line(head: Actor, opened: Opened) -> None:
    row = opened(secret=False)
    secret = links(row, head)[0]
    cast(secret, "for")
    cast(secret, "against")
    assert list(NamedVote.objects.order_by("turn").values_list("choice", flat=True)) == ["for", "against"]
    assert codes().count("council.vote_named") == 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        NamedVote.objects.update(choice="for")
    close_poll(poll=row.pk, by=head, at=now())
    whole = results_of(ABOUT)[-1]
    assert (whole.cast, whole.votes_for, whole.against) == (1, 0, 1)
    with pytest.raises(NotFound):
        cast(secret, "for")


def test_the_second_round_is_by_the_lower_rule(head: Actor, opened: Opened) -> None:
    rule = Rule(quorum=Threshold.read(">=2/3"), second_quorum=Threshold.read(">=1/3"))
    row = opened(secret=False, rule=rule)
    for secret in links(row, head)[:12]:
        cast(secret)
    close_poll(poll=row.pk, by=head, at=now())
    assert not results_of(ABOUT)[-1].passed
    second = open_second(poll=row.pk, electors=electors(), by=head, at=now())
    for secret in links(second, head)[:12]:
        cast(secret)
    close_poll(poll=second.pk, by=head, at=now())
    assert results_of(ABOUT)[-1].passed
    with pytest.raises(Invalid):
        open_second(poll=row.pk, electors=electors(), by=head, at=now())


# ── who, and what is found ─────────────────────────────────────────────────────────────────────────────────────────


def test_others_do_not_run_it(street: Street, head: Actor, opened: Opened) -> None:
    row = opened()
    for login in ("c2head", "c1g1"):
        with pytest.raises((Forbidden, NotFound)):
            close_poll(poll=row.pk, by=street.actor(login), at=now())
    close_poll(poll=row.pk, by=street.actor("leader1"), at=now())
    assert publish_poll(poll=row.pk, by=head, at=now()).state == "published"


def tamper(sql: str, *params: object) -> None:
    """Write past the actions."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE council_elector SET kind = 'core' WHERE poll = %s AND seat = 31",
        "UPDATE council_elector SET seat = 99 WHERE poll = %s AND seat = 31",
        "DELETE FROM council_elector WHERE poll = %s AND seat = 31",
        "UPDATE council_elector SET title = (SELECT title FROM council_elector WHERE seat = 1) WHERE poll = %s AND seat = 31",
    ],
)
def test_a_tampered_row_of_the_electorate_is_found(head: Actor, opened: Opened, sql: str) -> None:
    row = opened()
    assert not verify.problems(STREET, now())
    tamper(sql, row.pk)
    assert verify.problems(STREET, now()) == [f"poll {row.pk}: this does not hold any more: {verify.ELECTORATE}"]
    with pytest.raises(ElectorateChanged):
        close_poll(poll=row.pk, by=head, at=now())


def test_tampering_after_the_close_is_found(head: Actor, opened: Opened) -> None:
    row = opened()
    for secret in links(row, head):
        cast(secret)
    row = close_poll(poll=row.pk, by=head, at=now())
    tamper("UPDATE council_elector SET kind = 'core' WHERE poll = %s AND seat = 31", row.pk)
    assert [one.says for one in verify.proofs(row) if not one.holds] == [verify.ELECTORATE, verify.MARKS, verify.RESULT]
    add = "INSERT INTO council_ballot SELECT gen_random_uuid(), street, id, 'core', 'against' FROM council_poll WHERE id = %s"
    tamper(add, row.pk)
    assert {verify.BALLOTS, verify.EQUAL} <= {one.says for one in verify.proofs(row) if not one.holds}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Ballot.objects.filter(poll=row.pk).update(choice="against")


def test_a_seal_written_over_in_the_poll_is_found_by_the_journal(opened: Opened) -> None:
    row = opened()
    tamper("UPDATE council_elector SET kind = 'core' WHERE poll = %s AND seat = 31", row.pk)
    from shiqiao.scenes.council.voting.store import electorate_seal

    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        tamper("UPDATE council_poll SET electorate = %s WHERE id = %s", electorate_seal(row), row.pk)
    row.electorate = electorate_seal(row)  # as the owner of the database could, who switches the trigger off
    assert [one.holds for one in verify.proofs(row)] == [False, True]


def test_actors_of_another_street_find_nothing(head: Actor, opened: Opened) -> None:
    row = opened()
    with pytest.raises(NotFound):
        close_poll(poll=row.pk, by=replace(head, street=STREET + 1), at=now())


def test_a_backup_leaves_out_the_half_of_the_key_that_lies_in_a_file(opened: Opened) -> None:
    from pathlib import Path

    from django.conf import settings

    from shiqiao.config.keeping.backup import _small_files

    row = opened()
    assert (Path(settings.DATA) / ".ballots" / row.key_file).stat().st_size == 32
    assert not [name for name, _ in _small_files(Path(settings.DATA), settings.LOCALITIES) if row.key_file in name]
