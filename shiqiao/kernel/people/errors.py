"""What the database refuses about people, and the remedy for each refusal."""

from shiqiao.base.errors import Conflict, Invalid, ShiqiaoError

INSIDE = "The territory number lies outside the street. Use the number of the street, or of its community or grid."

REMEDIES: dict[str, tuple[type[ShiqiaoError], str, str]] = {
    "people_one_holder": (
        Conflict,
        "start",
        "The post {post} is held by another person on {date} or later. End that holding first, or choose other days.",
    ),
    "people_one_responsible": (
        Conflict,
        "start",
        "Grid {grid}, line {line}, belongs to another post on {date} or later. End that first, or choose other days.",
    ),
    "people_one_deputy": (
        Conflict,
        "start",
        "The post {post} has another deputy on {date} or later. End that deputyship first, or choose other days.",
    ),
    "people_one_leave": (
        Conflict,
        "start",
        "A leave of this person is already entered on {date} or later. End it first, or choose other days.",
    ),
    "people_unit_code": (Conflict, "code", "There is a unit with the code {code} already. Choose another code."),
    "people_post_code": (Conflict, "code", "There is a post with the code {code} already. Choose another code."),
    "people_account_username_key": (Conflict, "username", "The login name {code} is taken. Choose another."),
    "people_post_inside": (Invalid, "territory", INSIDE),
    "people_unit_inside": (Invalid, "community", INSIDE),
    "people_responsibility_inside": (Invalid, "grid", INSIDE),
}
"""Constraint -> (error, field, sentence)."""
