"""Settings of the tests: those of the product, with a temporary data folder and cheap password hashes."""

import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("SHIQIAO_SECRET_KEY", "only for tests, and as long as a real one has to be")
for _name in ("SHIQIAO_DATA", "SHIQIAO_DB_WEB", "SHIQIAO_DB_OWNER", "SHIQIAO_DEMO", "SHIQIAO_CLOCK_OFFSET"):
    os.environ.pop(_name, None)  # a developer's own installation never gets into the tests

from shiqiao.config.settings import *  # noqa: E402, F403

# In memory where there is plenty: a test's own database is thousands of small files.
MEMORY, PLENTY = Path("/dev/shm"), 6 * 2**30
_roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= PLENTY
DATA = (MEMORY if _roomy else Path(tempfile.gettempdir())) / f"shiqiao-test-{os.getpid()}"
STATIC_ROOT = DATA / "static"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Most tests enter as an official by force and hold other days: what time and factors ask for is switched on where tested.
SECOND_FACTOR_FORCED, PASSWORD_DAYS, IDLE_LOGOUT, SESSION_AGE = False, 0, timedelta(0), timedelta(0)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
