"""What can go wrong in the green channel. The docstring is the sentence."""

from shiqiao.base.errors import Conflict


class RuleEnded(Conflict):
    """This version has ended or was replaced; look at the one that stands."""

    code = "green_rule_ended"


class NoRuleFits(Conflict):
    """No rule in force covers this item for this firm. Look at the rules, or ask a leader to grant one."""

    code = "no_green_rule"
