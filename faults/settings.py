"""The product's settings, with one address and one job more by which jobs are counted."""

from shiqiao.config.settings import *  # noqa: F403
from shiqiao.config.settings import INSTALLED_APPS

ROOT_URLCONF = "faults.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "faults"]
