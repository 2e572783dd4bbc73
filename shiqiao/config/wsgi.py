"""The web process: `granian` loads `shiqiao.config.wsgi:application`."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from shiqiao.base.processes import tie_to_parent

if os.environ.get("SHIQIAO_SUPERVISED"):
    tie_to_parent(signal.SIGKILL)  # a web process whose manager is killed must not keep the port

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.config.settings")
application = get_wsgi_application()
