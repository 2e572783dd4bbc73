"""Django's settings, all derived from `Options`; an operator sets SHIQIAO_* variables and never edits this file."""

import json
import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from shiqiao.base.time import shift
from shiqiao.config import logs
from shiqiao.config.options import REPOSITORY, Options

OPTIONS = Options.read(os.environ)
shift(timedelta(seconds=OPTIONS.clock_offset))

DEBUG = OPTIONS.debug
ALLOWED_HOSTS = OPTIONS.hosts
CSRF_TRUSTED_ORIGINS = OPTIONS.origins
DATA = OPTIONS.data.absolute()
OWN = Path(OPTIONS.own).absolute() if OPTIONS.own else DATA
LOCALITIES = REPOSITORY / "localities"


def _secret(name: str) -> str:
    path = DATA / "secrets.json"
    if path.exists():
        return str(json.loads(path.read_text()).get(name, "")) or "unset"
    return "unset"


SECRET_KEY = os.environ.get("SHIQIAO_SECRET_KEY") or _secret("django")

KERNEL = [
    "journal", "files", "privacy", "retention",
    "territory", "people", "registry", "lists", "notices", "clocks", "flows", "catalogue", "phrases", "routing",
    "matters", "suggesting", "visits", "patrols", "scoring", "lake", "monthly",
]  # fmt: skip
SHIPPED = "grid,hall,hotline,plan,supervision,merit,employment,ledger,enterprise,projects,party,council,duty"
SCENES = [name for name in os.environ.get("SHIQIAO_SCENES", SHIPPED).split(",") if name]
SURFACES = ["kit", "desk", "portal", "field", "wall", "api", "open311"]
INSTALLED_APPS = [
    "shiqiao.base",
    *[f"shiqiao.kernel.{part}" for part in KERNEL],
    *[f"shiqiao.surfaces.{surface}" for surface in SURFACES],
    *[f"shiqiao.scenes.{scene}" for scene in SCENES],
    "ninja",  # its documentation page from local files
    "procrastinate.contrib.django",
    "allauth",
    "allauth.mfa",  # one-time codes, passkeys, recovery codes; nothing of its accounts and e-mail has a table
    "axes",  # counts wrong guesses
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "shiqiao.surfaces.kit.tracing.TraceMiddleware",  # outermost: the request's mark and its line
    "shiqiao.surfaces.kit.middleware.SecurityHeadersMiddleware",
    "shiqiao.surfaces.kit.edges.EdgesMiddleware",  # before all that asks for address or scheme
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shiqiao.surfaces.kit.middleware.ErrorsMiddleware",
    "shiqiao.surfaces.kit.middleware.ActorMiddleware",
]
ROOT_URLCONF = "shiqiao.config.urls"
WSGI_APPLICATION = "shiqiao.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shiqiao.surfaces.kit.context.page",
                "shiqiao.surfaces.kit.context.mark",
            ],
            "builtins": ["shiqiao.surfaces.kit.templatetags.kit"],
        },
    }
]


# A server that falls silent on the network must not hold a request for minutes; seconds, the last in milliseconds.
SILENCE = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "tcp_user_timeout": 15_000}


def database(url: str) -> dict[str, object]:
    """Turn a PostgreSQL URL into Django's connection settings; the host may be a socket folder in the query."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "shiqiao.base.db.engine",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or parts.port or "",
        "OPTIONS": {"prepare_threshold": 3, **SILENCE, **query},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    "default": database(OPTIONS.db_web or "postgresql:///shiqiao"),
    "owner": database(OPTIONS.db_owner or OPTIONS.db_web or "postgresql:///shiqiao"),
}
DATABASES["owner"]["TEST"] = {"MIRROR": "default"}

AUTH_USER_MODEL = "people.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "shiqiao.kernel.people.passwords.ClassesValidator"},
    {"NAME": "shiqiao.kernel.people.passwords.FormerValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["shiqiao.surfaces.kit.lockout.Backend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_DAYS = 0 if OPTIONS.demo else OPTIONS.password_days
SECOND_FACTOR_FORCED = not OPTIONS.demo  # for administrators and whoever sees personal data; the demo only offers it
IDLE_LOGOUT = timedelta(minutes=OPTIONS.idle_minutes)
SESSION_AGE = timedelta(hours=OPTIONS.session_hours)
SESSION_COOKIE_AGE = int(SESSION_AGE.total_seconds()) or 12 * 3600
MFA_ADAPTER = "shiqiao.kernel.people.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half minutes that a telephone's clock may be off
AXES_HANDLER = "shiqiao.kernel.people.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["username"], ["ip_address"]]  # limits: kernel/people/lockout
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 5, timedelta(minutes=20)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who came in stands in people_signin
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next", "code", "credential", "password"]
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # its middleware would answer in place of the kit's page
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.secure
# Over TLS the names say that no neighbouring host and no plain connection can have set them (RFC 6265bis).
COOKIE_PREFIX = "__Host-" if OPTIONS.secure else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_SECURE = OPTIONS.secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if OPTIONS.secure else 0  # this host only: neighbours are not ours to bind
PROXIES = OPTIONS.proxies
LINK_DAYS = OPTIONS.link_days
_MEANS = ("public_url", "mail", "sms_", "wecom_", "dingtalk_", "wechat_")  # what adapters are given, secrets included
CHANNELS = {name: value for name, value in vars(OPTIONS).items() if name.startswith(_MEANS)}
CHANNELS |= {"on": OPTIONS.channels or (["file"] if OPTIONS.demo else []), "file": str(DATA / "letters.jsonl")}
MAP_TILES = OPTIONS.map_tiles
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "shiqiao.surfaces.kit.views.csrf_failure"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = OWN / "static"
_NODE = REPOSITORY / "node_modules"
STATICFILES_DIRS = [
    (f"vendor/{name}", str(_NODE / path))
    for name, path in {
        "tabler": "@tabler/core/dist",
        "htmx": "htmx.org/dist",
        "leaflet": "leaflet/dist",
    }.items()
    if (_NODE / path).exists()
]
# Of packages with much more in them, the one file that pages ask for.
VENDOR_FILES = {
    f"vendor/{name}": _NODE / path
    for name, path in {"echarts/echarts.common.min.js": "echarts/dist/echarts.common.min.js"}.items()
    if (_NODE / path).exists()
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "shiqiao.config.vendors.VendorFinder",
]
ICONS = _NODE / "@tabler/icons/icons"
FONTS = _NODE / "@expo-google-fonts/noto-sans-sc"  # Noto Sans SC as ttf, for papers as PDF
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE, WHITENOISE_ALLOW_ALL_ORIGINS = 3600, False

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS, DATA_UPLOAD_MAX_NUMBER_FILES = 2000, 30
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "shiqiao.surfaces.kit.uploads.BoundedUploadHandler",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = logs.configuration()
