"""What can be wrong with a table of rules, in words with their remedy (English msgids)."""

from shiqiao.base.errors import fill

SENTENCES = {
    "unknown_item": "There is no item {what} in the catalogue; correct the code.",
    "unknown_category": "There is no category {what} in the catalogue; correct the code.",
    "unknown_line": "There is no line of work {what}; correct the code.",
    "unknown_community": "There is no community {what} in this street; correct the number.",
    "unknown_grid": "There is no grid {what} in this street; correct the number.",
    "unknown_channel": "There is no channel {what}; correct the word.",
    "unknown_question": "No item that this rule speaks about asks the question {what}; correct the key.",
    "unknown_answer": "The question {what} has no such answer; choose one of those it offers.",
    "free_answer": "The question {what} is answered in free words, which no rule can go by; choose another question.",
    "contradiction": "This rule can never fit: its conditions contradict each other ({what}). Correct or delete it.",
    "shadowed": "This rule can never speak: rule {what} before it already covers it. Move it up or delete it.",
    "shadowed_together": "This rule can never speak: the rules before it together cover it. Move it up or delete it.",
    "unknown_post": "There is no post {what} in this street; correct the code.",
    "closed_post": "The post {what} is closed; name another.",
    "vacant_post": "Nobody stands at the post {what} today: matters would fall to whoever answers for the place, loudly.",
    "unknown_unit": "There is no unit {what} in this street; correct the code.",
    "unit_without_handler": "The unit {what} has no post that can take a matter; name another or add a handler.",
    "vacant_unit": "Nobody stands in the unit {what} today: matters would fall to whoever answers for the place, loudly.",
    "unknown_role": "There is no role {what}; correct the word.",
    "role_not_there": "No post in the community {what} has this role; name another target or limit the rule to other places.",
    "item_without_unit": "The item {what} names no unit; name one in the catalogue, or limit the rule to other items.",
    "over": "This rule ended on {what}; delete it when it is no longer needed.",
}
WARNINGS = frozenset({"vacant_post", "vacant_unit", "over"})


def say(code: str, what: str) -> str:
    """Say a problem in English."""
    return fill(SENTENCES[code], {"what": what})
