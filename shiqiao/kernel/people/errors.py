"""What the database refuses about people, and the remedy for each refusal."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid, ShiqiaoError


class DeviceRevoked(Forbidden):
    """This device was revoked. Its store is wiped; register it anew if you use it again."""

    code = "device_revoked"


class SignatureWrong(Forbidden):
    """The signature does not fit this device, counter and content. Sign in at the device again."""

    code = "signature_wrong"


class ActReplayed(Conflict):
    """This act was sent before. It counts once."""

    code = "act_replayed"


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
    "people_one_power_a_post": (
        Invalid,
        "roles",
        "A post has at most one of the three powers: system administrator, security administrator, auditor. Make two posts.",
    ),
    "people_powers_apart": (
        Conflict,
        "account",
        (
            "One person would be two of system administrator, security administrator and auditor at once, also as a "
            "deputy. Name another person."
        ),
    ),
    "people_above_reads_only": (
        Invalid,
        "roles",
        (
            "A post of a district, city or province is an observer and nothing else, and no post of a street is one. "
            "Choose the role observer there, another role here."
        ),
    ),
    "people_post_inside": (Invalid, "territory", INSIDE),
    "people_unit_inside": (Invalid, "community", INSIDE),
    "people_responsibility_inside": (Invalid, "grid", INSIDE),
    "people_one_in_charge_of_line": (
        Conflict,
        "line",
        "Another leader is in charge of the line {line} on {date} or later. End that first, or choose other days.",
    ),
    "people_one_in_charge_of_unit": (
        Conflict,
        "unit",
        "Another leader is in charge of the unit {unit} on {date} or later. End that first, or choose other days.",
    ),
    "people_one_lead_contact": (
        Conflict,
        "community",
        "The community {community} has another lead contact on {date} or later. End that first, or choose other days.",
    ),
    "people_contact_once": (
        Conflict,
        "community",
        "The post {post} is a contact of the community {community} already. End that first, or choose other days.",
    ),
    "people_contact_inside": (Invalid, "community", INSIDE),
    "people_one_hand_over_under_way": (
        Conflict,
        "giver",
        "Another hand-over of this person is under way. Finish or drop it first.",
    ),
}
"""Constraint -> (error, field, sentence)."""
