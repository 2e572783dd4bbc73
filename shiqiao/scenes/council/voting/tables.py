"""Tables of voting (表决): polls, their frozen electors, ballots apart from them, named votes, counts of papers.

Of a secret poll no row joins an elector to a ballot: a ballot has no person, no time and no serial number.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.council.voting.rules import STATES, WAYS

SEAL = "council.voting"


@holds(
    internal="about_kind title question rule options state key_file public_key salt electorate marks ballots result",
    sealed={"key": SEAL, "explained": SEAL},
    shown="the poll's page, for officials who see it; the key nowhere",
)
class Poll(models.Model):
    """A question put to the vote. Named or secret, rule and options are fixed when it starts; a trigger refuses changes.

    `key` is half of a secret poll's private key, destroyed at the close. `electorate` seals the electors at the start,
    `marks` who had voted at the close, `ballots` the set of ballots.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    question = models.CharField(max_length=500)
    options = models.JSONField()
    secret = models.BooleanField()
    rule = models.JSONField()
    turn = models.SmallIntegerField(default=1)
    first = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="created")
    post = models.BigIntegerField(default=0)
    unit = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    key = models.BinaryField(null=True)
    key_file = models.CharField(max_length=40, default="")
    public_key = models.CharField(max_length=64, default="")
    salt = models.CharField(max_length=32, default="")
    electorate = models.CharField(max_length=64, default="")
    marks = models.CharField(max_length=64, default="")
    ballots = models.CharField(max_length=64, default="")
    explained = models.BinaryField(null=True)
    result = models.JSONField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_poll"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="council_poll_state"),
            models.CheckConstraint(
                condition=Q(
                    state__in=("finished", "published"), result__isnull=False, finished_at__isnull=False, key=None
                )
                | Q(state__in=("created", "started", "counting"), result=None, finished_at=None),
                name="council_poll_result_when_finished",
            ),
            models.CheckConstraint(
                condition=Q(state="created", started_at=None) | ~Q(state="created") & ~Q(electorate=""),
                name="council_poll_sealed_when_started",
            ),
            models.CheckConstraint(condition=Q(turn=1, first=0) | Q(turn=2, first__gt=0), name="council_poll_turn"),
            models.UniqueConstraint(fields=["first"], condition=Q(first__gt=0), name="council_one_second_round"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about_kind", "about_id"], name="council_polls_of")
        ]

    def __str__(self) -> str:
        return self.title


@holds(
    internal="kind way",
    hashed="link proxy_link",
    sealed={"title": SEAL, "proxy_title": SEAL},
    shown="the poll's page: whether somebody has voted only after the close",
)
class PollElector(models.Model):
    """Who may vote in a poll, frozen at its start: has voted, and in which way. Without a time.

    `proxy_seat` is the seat that may vote for this one, once; `proxy_title` its name. Links are kept as hashes.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    poll = models.BigIntegerField()
    seat = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    title = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    present = models.BooleanField(default=True)
    proxy_seat = models.BigIntegerField(default=0)
    proxy_title = models.BinaryField(null=True)
    has_voted = models.BooleanField(default=False)
    way = models.CharField(max_length=5, default="")
    link = models.BinaryField(null=True)
    proxy_link = models.BinaryField(null=True)

    class Meta:
        db_table = "council_elector"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["poll", "seat"], name="council_elector_once"),
            models.UniqueConstraint(
                fields=["poll", "account"], condition=Q(account__gt=0), name="council_elector_account_once"
            ),
            models.UniqueConstraint(
                fields=["poll", "proxy_seat"], condition=Q(proxy_seat__gt=0), name="council_proxy_held_once"
            ),
            models.UniqueConstraint(fields=["link"], name="council_elector_link"),
            models.UniqueConstraint(fields=["proxy_link"], name="council_elector_proxy_link"),
            models.CheckConstraint(condition=~Q(proxy_seat=F("seat")), name="council_proxy_is_another"),
            models.CheckConstraint(
                condition=Q(has_voted=False, way="") | Q(has_voted=True, way__in=WAYS), name="council_voted_in_a_way"
            ),
            models.CheckConstraint(condition=~Q(way="proxy") | Q(proxy_seat__gt=0), name="council_proxy_was_given"),
        ]

    def __str__(self) -> str:
        return f"{self.poll} {self.seat}"


# Encrypted to the poll's own key, which is destroyed: to the house as unreadable as a hash, and no rotation of keys touches it.
@holds(hashed="sealed")
class SealedBallot(models.Model):
    """A ballot of a secret poll that is open: encrypted to the poll's key, all of one length, in no order."""

    id = models.UUIDField(primary_key=True)
    street = models.IntegerField()
    poll = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "council_sealed_ballot"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["poll"], name="council_sealed_ballots")]

    def __str__(self) -> str:
        return str(self.id)


@holds(internal="kind choice")
class Ballot(models.Model):
    """A ballot of a secret poll after the close, written anew with all others in random order; a kind where three share it."""

    id = models.UUIDField(primary_key=True)
    street = models.IntegerField()
    poll = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    choice = models.CharField(max_length=10)

    class Meta:
        db_table = "council_ballot"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["poll"], name="council_ballots")]

    def __str__(self) -> str:
        return str(self.id)


@holds(internal="choice way")
class NamedVote(models.Model):
    """A vote with its name; a change before the close is a new turn, the last one counts."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    poll = models.BigIntegerField()
    elector = models.BigIntegerField()
    turn = models.SmallIntegerField(default=1)
    choice = models.CharField(max_length=10)
    way = models.CharField(max_length=5)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "council_named_vote"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["elector", "turn"], name="council_named_vote_once"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="council_named_vote_way"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["poll"], name="council_named_votes")]

    def __str__(self) -> str:
        return f"{self.elector} {self.turn}"


@holds(sealed={"counts": SEAL}, shown="the counting page, for who counts; gone after the close of a secret poll")
class PaperCount(models.Model):
    """What one person counted of the papers, by kind and choice; erased at the close, when it has become ballots."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    poll = models.BigIntegerField()
    turn = models.SmallIntegerField()
    account = models.BigIntegerField()
    papers = models.IntegerField()
    counts = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "council_paper_count"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["poll", "turn"], name="council_paper_count_turn"),
            models.CheckConstraint(condition=Q(papers__gte=0), name="council_paper_count_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.poll} {self.turn}"
