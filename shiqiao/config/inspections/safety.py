"""Whether the settings are fit for real work: nothing that only developers or the demo may have."""

from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.hashers import check_password

from shiqiao.base.plugs import Concern
from shiqiao.config.served import served

SHORTEST = 50  # letters of a secret key, as the framework's own check asks


def debug(at: datetime) -> Iterator[Concern]:
    """Yield when error pages show code."""
    if settings.DEBUG:
        yield Concern("Error pages show code and settings.", "Take SHIQIAO_DEBUG away.", error=True)


def secret_key(at: datetime) -> Iterator[Concern]:
    """Yield when signatures can be forged."""
    if settings.SECRET_KEY == "unset" or len(settings.SECRET_KEY) < SHORTEST:
        yield Concern(
            f"The secret key is missing or shorter than {SHORTEST} letters: sessions and links could be forged.",
            "Take SHIQIAO_SECRET_KEY away: the one in secrets.json is made at the first start.",
            error=True,
        )


def hosts(at: datetime) -> Iterator[Concern]:
    """Yield when any host name is served."""
    if "*" in settings.OPTIONS.hosts:
        yield Concern("Every host name is served.", "Name the real ones in SHIQIAO_HOSTS.", error=True)


def tls(at: datetime) -> Iterator[Concern]:
    """Yield when passwords pass in the open."""
    now = served()
    if settings.OPTIONS.secure or (now and now.secure):
        return
    host = now.host if now else settings.OPTIONS.host
    remedy = "Start with `shiqiao up --tls`, or set SHIQIAO_SECURE=1 behind a proxy that ends TLS (deploy/)."
    if _only_here(host):
        yield Concern("Served without TLS, to this machine only.", remedy)
    else:
        yield Concern(f"Served without TLS on {host}: passwords pass in the open.", remedy, error=True)


def cookies(at: datetime) -> Iterator[Concern]:
    """Yield when TLS is promised and cookies or browsers do not keep to it."""
    if not settings.OPTIONS.secure:
        return
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY):
        yield Concern("Cookies may travel without TLS.", "Keep the settings as they are shipped.", error=True)
    if not settings.SECURE_HSTS_SECONDS:
        yield Concern(
            "Browsers are not told to come by TLS only (HSTS).",
            "Let the proxy send Strict-Transport-Security, as the example in deploy/ does.",
        )


def demo_accounts(at: datetime) -> Iterator[Concern]:
    """Yield when somebody could sign in with the password that everybody knows."""
    from shiqiao.demo.logins import LOGINS, PASSWORD
    from shiqiao.kernel.people.models import Account

    names = [name for name, *_ in LOGINS]
    for account in Account.objects.filter(username__in=names, is_active=True):
        if check_password(PASSWORD, account.password):
            yield Concern(
                f"{account.username} has the password of the demo.",
                f"Draw a new one: shiqiao password {account.username}",
                error=True,
            )


def _only_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
