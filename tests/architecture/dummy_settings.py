"""The product's settings with the dummy scene switched on, whatever SHIQIAO_SCENES says."""

from shiqiao.config.settings import *  # noqa: F403
from shiqiao.config.settings import INSTALLED_APPS as WITHOUT

INSTALLED_APPS = [*WITHOUT, "dummy"]
