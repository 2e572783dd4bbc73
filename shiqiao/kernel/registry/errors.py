"""What can go wrong with the registry."""

from shiqiao.base.errors import Conflict, Forbidden, Invalid


class RecordRefused(Invalid):
    """Something about this record cannot be used."""

    code = "record_refused"


class OnFile(Conflict):
    """This one is on file already."""

    code = "on_file"


class AlreadyLives(Conflict):
    """This person lives in another household during these days; move the person out first."""

    code = "already_lives"


class CannotMerge(Conflict):
    """These two cannot be merged."""

    code = "cannot_merge"


class NotForYourPost(Forbidden):
    """Your post does not see or change this part of the registry."""

    code = "not_for_your_post"


CONSTRAINTS: dict[str, tuple[type[Conflict], str, str]] = {
    "registry_identity_once": (
        OnFile, "identity", "A person with this identity number is on file. Open that one instead of adding another.",
    ),
    "registry_code_once": (
        OnFile, "code", "An organisation with this credit code is on file. Open that one instead of adding another.",
    ),
    "registry_building_once": (OnFile, "name", "A building of this name is on file."),
    "registry_dwelling_once": (OnFile, "room", "This room is on file in this building."),
    "registry_household_number": (OnFile, "number", "A household with this number is on file."),
    "registry_one_residence": (
        AlreadyLives, "household", "The person has a household on these days. Let the person move out first.",
    ),
    "registry_one_contact": (OnFile, "person", "This person has this role there already."),
    "registry_merged_once": (CannotMerge, "loser", "It has been merged already."),
}  # fmt: skip
