"""What residents say to topics on the portal: support once, comments with a limit, let through by a person."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.rows import the_one
from shiqiao.scenes.council import moves, rights
from shiqiao.scenes.council.errors import TopicNotSo, VoiceRefused
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.seating import body_of
from shiqiao.scenes.council.store import TOPIC, hold, mark, note, seal, written
from shiqiao.scenes.council.tables import CouncilTopic, CouncilVoice

COMMENT_MOST = 300


def _open(topic: int, by: Actor) -> CouncilTopic:
    row = the_one(CouncilTopic.objects.filter(pk=topic, street=by.street, shown=True))
    if row.state not in moves.OPEN:
        raise TopicNotSo
    return row


@transaction.atomic
def support(*, topic: int, browser: str, by: Actor, at: datetime) -> bool:
    """Support a topic; the same browser counts once. Returns whether it was new. Raises NotFound, TopicNotSo."""
    with scope.scoped(*scope.of(by)):
        row = _open(topic, by)
        try:
            with transaction.atomic():
                CouncilVoice.objects.create(
                    street=row.street, topic=row.pk, kind="support", mark=mark(browser, "browser"), state="shown", at=at
                )
        except IntegrityError:
            return False
    return True


@transaction.atomic
def comment(*, topic: int, text: str, browser: str, invented: bool = False, by: Actor, at: datetime) -> CouncilVoice:
    """Say something to a topic; it is shown after a person let it through.

    Raises Invalid, VoiceRefused beyond the day's limit of a browser, NotFound, TopicNotSo.
    """
    with scope.scoped(*scope.of(by)):
        row = _open(topic, by)
        said = written(text, "text", "Write what you want to say.", COMMENT_MOST)
        own = mark(browser, "browser")
        hold(f"voice {own}")
        sent = CouncilVoice.objects.filter(mark=own, kind="comment", at__gt=at - timedelta(days=1)).count()
        if sent >= rules_of(row.street).comments_a_day:
            raise VoiceRefused(
                fields={"text": "You have written {most} comments within a day; write again tomorrow."},
                most=rules_of(row.street).comments_a_day,
            )
        return CouncilVoice.objects.create(
            street=row.street, topic=row.pk, kind="comment", mark=own, text=seal(said), at=at, invented=invented
        )


@transaction.atomic
def moderate(*, voice: int, show: bool, reason: str = "", by: Actor, at: datetime) -> CouncilVoice:
    """Let a comment through, or refuse it with a reason. Raises Invalid, Forbidden, NotFound, TopicNotSo."""
    with scope.scoped(*scope.of(by)):
        rows = CouncilVoice.objects.select_for_update()
        row = the_one(rows.filter(pk=voice, street=by.street, kind="comment"))
        topic = the_one(CouncilTopic.objects.filter(pk=row.topic))
        rights.refuse(by, body_of(topic.body, by))
        if row.state != "waiting":
            raise TopicNotSo
        if not show and reason not in REASONS:
            raise Invalid(fields={"reason": "Choose why it is not shown."})
        row.state, row.reason = ("shown", "") if show else ("refused", reason)
        row.decided_at, row.decided_by = at, by.account or 0
        row.save()
        note("council.voice_shown" if show else "council.voice_refused", Ref(TOPIC, topic.pk), row.street, by, at,
             voice=row.pk, reason=row.reason or None)  # fmt: skip
    return row


REASONS = ("personal", "off_topic", "insulting", "advertising")


def supports(topics: list[int]) -> dict[int, int]:
    """Return how many support topics."""
    found: dict[int, int] = {}
    for number in CouncilVoice.objects.filter(topic__in=topics, kind="support").values_list("topic", flat=True):
        found[number] = found.get(number, 0) + 1
    return found


def comments_of(topic: int, *states: str) -> list[CouncilVoice]:
    """Return the comments on a topic in some states, oldest first."""
    return list(CouncilVoice.objects.filter(topic=topic, kind="comment", state__in=states).order_by("pk")[:200])


def waiting(actor: Actor, bodies: list[int]) -> list[CouncilVoice]:
    """Return the comments that wait to be let through in some bodies."""
    topics = CouncilTopic.objects.filter(body__in=bodies, street=actor.street).values("pk")
    return list(
        CouncilVoice.objects.filter(state="waiting", street=actor.street, topic__in=topics).order_by("pk")[:100]
    )
