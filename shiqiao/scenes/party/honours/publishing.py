"""The rules of honours and learning by version; a pursuit keeps the version it began with."""

from shiqiao.scenes.party.honours.definitions import HonourRules
from shiqiao.scenes.party.versions import Rules

RULES = Rules("honours", HonourRules)
rules_of, version_of, take_over = RULES.of, RULES.version, RULES.take_over
