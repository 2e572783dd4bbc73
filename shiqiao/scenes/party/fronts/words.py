"""The words of front teams: kinds, fields, deeds, what happened, in the reader's language."""

from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "party.front_formed": (gettext_noop("Front team formed"), "flag", "blue"),
    "party.front_joined": (gettext_noop("Joined the team"), "user-plus", "blue"),
    "party.front_left": (gettext_noop("Left the team"), "user-minus", "grey"),
    "party.front_charged": (gettext_noop("Charge given"), "home-check", "yellow"),
    "party.front_charge_done": (gettext_noop("Charge done"), "circle-check", "green"),
    "party.front_charge_dropped": (gettext_noop("Charge given up"), "circle-x", "grey"),
    "party.front_logged": (gettext_noop("Written into the day log"), "pencil", "grey"),
    "party.front_ended": (gettext_noop("Front team dissolved"), "checks", "grey"),
}  # fmt: skip
KINDS = {
    "task_group": gettext_noop("Task group of Party members"),
    "vanguard": gettext_noop("Vanguard of Party members"),
}
FIELDS = {
    "renewal": gettext_noop("Renewal of shanties and old estates"), "demolition": gettext_noop("Removal of structures"),
    "project": gettext_noop("Front of a key project"), "city": gettext_noop("Front of city management"),
    "flood": gettext_noop("Flood watch"), "environment": gettext_noop("Environmental inspection"),
    "other": gettext_noop("Another front"),
}  # fmt: skip
DONE = {
    "household": (gettext_noop("Called on households"), "home-check"),
    "talk": (gettext_noop("Talked and explained"), "message"),
    "clear": (gettext_noop("Cleared or removed"), "checks"), "guard": (gettext_noop("Stood watch"), "shield"),
    "help": (gettext_noop("Helped residents"), "heart"),
}  # fmt: skip
TABS = {
    "standing": gettext_noop("At the front"), "mine": gettext_noop("My teams"), "ended": gettext_noop("Dissolved"),
    "all": gettext_noop("All teams"),
}  # fmt: skip
