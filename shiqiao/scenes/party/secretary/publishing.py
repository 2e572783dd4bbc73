"""The rules of the secretary's projects by version; a project keeps the version it began with."""

from shiqiao.scenes.party.secretary.definitions import SecretaryRules
from shiqiao.scenes.party.versions import Rules

RULES = Rules("secretary", SecretaryRules)
rules_of, version_of, take_over = RULES.of, RULES.version, RULES.take_over
