"""One small tree of errors. The docstring of a class is its default message (an English msgid).

An error carries `code` (stable, for machines), `fields` (field name → message) and `params` for the message.
It knows neither HTTP nor Django: the surfaces map codes to status and to a sentence in the reader's language.
"""

from collections.abc import Mapping


class ShiqiaoError(Exception):
    """Something went wrong."""

    code = "error"

    def __init__(self, message: str = "", *, fields: Mapping[str, str] | None = None, **params: object) -> None:
        self.message = message or (type(self).__doc__ or "").strip().split("\n")[0]
        self.fields = dict(fields or {})
        self.params = params
        details = "; ".join(f"{name}: {fill(why, params)}" for name, why in self.fields.items())
        super().__init__(f"{self.text()} ({details})" if details else self.text())

    def text(self) -> str:
        """Return the English sentence with its parameters filled in."""
        return fill(self.message, self.params)


class Invalid(ShiqiaoError):
    """What was sent cannot be used; see the fields."""

    code = "invalid"


class NotFound(ShiqiaoError):
    """There is no such record, or it is not yours to see."""

    code = "not_found"


class Forbidden(ShiqiaoError):
    """Your post does not allow this."""

    code = "forbidden"


class Conflict(ShiqiaoError):
    """The record has changed meanwhile, or something else already stands in this place."""

    code = "conflict"


class Unavailable(ShiqiaoError):
    """The service cannot do this at the moment; nothing was saved. Please try again."""

    code = "unavailable"


class NoRoom(Unavailable):
    """The server's disk is full; nothing was saved. Please tell the administrator, and try again later."""

    code = "no_room"


class TooMany(ShiqiaoError):
    """Too much was sent or asked from here in a short time. Please try again in about {minutes} min."""

    code = "too_many"

    def __init__(self, message: str = "", *, after: float = 60, fields: Mapping[str, str] | None = None) -> None:
        self.after = min(max(1, round(after + 0.5)), 86_400)  # seconds until it is worth trying again
        super().__init__(message, fields=fields, minutes=-(-self.after // 60))


def fill(message: str, params: Mapping[str, object]) -> str:
    """Put `params` into the `{name}` places of `message`; unknown places stay as they are."""
    for name, value in params.items():
        message = message.replace("{" + name + "}", str(value))
    return message
