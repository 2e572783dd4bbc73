"""The product's settings with three addresses more, that do nothing but answer: what a request costs at least."""

from shiqiao.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
