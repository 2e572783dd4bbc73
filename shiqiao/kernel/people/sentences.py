"""The steps of an answer in words: English msgids by code, for whoever shows `why` and `reason`."""

from shiqiao.base.sentences import Sentence
from shiqiao.kernel.people.rows import Step

WHY = {
    "assigned": "The post {post} is assigned since {since}.",
    "no_responsibility": "No post is assigned to this grid on this line.",
    "post_closed": "The post {post} is closed.",
    "no_holder": "Nobody holds the post {post}.",
    "holder_inactive": "The account of the holder of the post {post} is closed.",
    "holder": "The post {post} has been held since {since}.",
    "on_leave": "The holder of the post {post} is on leave.",
    "no_deputy": "The holder of the post {post} is on leave and no deputy is named.",
    "deputy_absent": "The holder of the post {post} is on leave and the deputy is absent too.",
    "deputy": "The deputy stands in for the post {post}.",
    "falls_to_community_head": "It falls to the community head, post {post}.",
    "falls_to_department_head": "It falls to the head of the department, post {post}.",
    "falls_to_street": "It falls to the street leader, post {post}.",
    "nobody_at_all": "Nobody in the street is there to take it.",
}


def say(step: Step) -> Sentence:
    """Return a step as a sentence that a surface can still translate."""
    return Sentence(WHY[str(step["code"])], **{name: value for name, value in step.items() if name != "code"})
