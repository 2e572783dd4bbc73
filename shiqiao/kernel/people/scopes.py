"""What a token may be used for: a short list of scopes, beside the roles of the post that it acts from.

A token does what both its post and its scopes allow. Parts above add scopes of their own with `declare`; each operation of
an interface names its one scope beside itself.
"""

from ipaddress import ip_network

from django.utils.translation import gettext_noop

SCOPES: dict[str, str] = {
    "read": gettext_noop("Read matters, the catalogue, addresses and grids"),
    "report": gettext_noop("Report matters and send files along"),
    "move": gettext_noop("Make moves on matters"),
    "visit": gettext_noop("Read and record visits"),
    "patrol": gettext_noop("Read patrols, check in, and send positions"),
}


def declare(code: str, title: str) -> None:
    """Add a scope; `title` is an English msgid."""
    SCOPES[code] = title


def wrong_networks(texts: list[str]) -> list[str]:
    """Return those of the texts that name neither an address nor a network (such as 10.1.0.0/16)."""
    found = []
    for text in texts:
        try:
            ip_network(text, strict=False)
        except ValueError:
            found.append(text)
    return found
