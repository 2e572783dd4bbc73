"""A hand-over that also divides the grids and lines of a post: part of them may go to another post for good."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people.actions import assign_responsibility
from shiqiao.kernel.people.handing import Picks, confirm_hand_over
from shiqiao.kernel.people.models import HandOver, HandOverPart, Responsibility
from shiqiao.kernel.people.reads import day_of

Duties = Mapping[int, int]  # the number of an assignment -> the number of the part that gets it


def duties_of(row: HandOver, at: datetime) -> list[Responsibility]:
    """Return the grids and lines for which the posts of a hand-over answer today, in order."""
    posts = HandOverPart.objects.filter(hand_over=row).values("post")
    running = Responsibility.objects.filter(post__in=posts, during__contains=day_of(at)).select_related("line")
    return list(running.order_by("post", "grid", "line"))


@transaction.atomic
def confirm_with_duties(*, hand_over: HandOver, picks: Picks, duties: Duties, by: Actor, at: datetime) -> HandOver:
    """Confirm a hand-over (see `confirm_hand_over`) and assign grids and lines to the posts of its parts, from its day on.

    What is not named stays with its post. All or nothing. Raises Invalid for a part or an assignment of another
    hand-over, and Forbidden for who may hand over but not assign grids.
    """
    known = {row.pk: row for row in duties_of(hand_over, at)}
    parts = {part.pk: part for part in HandOverPart.objects.filter(hand_over=hand_over).select_related("to_post")}
    for number, part in duties.items():
        if number not in known or part not in parts or parts[part].post_id != known[number].post_id:
            raise Invalid(fields={"parts": "There is no such successor in this hand-over."})
    done = confirm_hand_over(hand_over=hand_over, picks=picks, by=by, at=at)
    for number, part in duties.items():
        duty, post = known[number], parts[part].to_post
        if post.pk != duty.post_id:
            assign_responsibility(post=post, grid=duty.grid, line=duty.line_id, start=hand_over.starts_on, by=by, at=at)
    return done
