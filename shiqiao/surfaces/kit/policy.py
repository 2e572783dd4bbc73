"""What browsers are told to trust: this server only, no script and no style inside a page, and a word when that is tried."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

REPORTS = "/csp-report"
DIRECTIVES: dict[str, str] = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob:",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "report-uri": REPORTS,
    "report-to": "csp",
}
FEATURES = "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=(), browsing-topics=()"
NOTHING = (
    "default-src 'none'; frame-ancestors 'none'; sandbox"  # for what people sent: it may be looked at, and do nothing
)


def policy(**wider: str) -> str:
    """Return the policy of a page; `wider` gives directives of their own to a page that cannot do without."""
    found = {**DIRECTIVES, **{name.replace("_", "-"): value for name, value in wider.items()}}
    return "; ".join(f"{name} {value}" for name, value in found.items())


POLICY = policy()
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Reporting-Endpoints": f'csp="{REPORTS}"',
    "Permissions-Policy": FEATURES,
    "Cross-Origin-Resource-Policy": "same-origin",
}


def widened(**wider: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give one view a policy with directives of its own, such as `style_src="'self' 'sha256-…'"`."""
    own = policy(**wider)

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = own
            return response

        return run

    return wrap
