"""Log lines: JSON for machines, plain on a terminal; each with its request id, none with anything personal.

Nothing personal is meant to be logged. `fenced` is the last fence for what slips in by an exception: it strikes out
numbers, addresses, plates and all that is written in Chinese, for log lines are English and Chinese in one is content.
"""

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime
from typing import Any

from shiqiao.base import trace

KINDS = ("json", "plain")
FURTHER = ("method", "route", "status", "ms", "part", "job")  # what a caller may give in `extra`
_FENCE: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"^(DETAIL|CONTEXT|HINT|QUERY):.*$", re.MULTILINE),
        r"\1: [left out]",
    ),  # PostgreSQL quotes whole rows here
    (
        re.compile(r"\b(input_value|input)=.*?(?=, input_type|\]|$)", re.MULTILINE),
        r"\1=[left out]",
    ),  # and pydantic here
    (re.compile(r"[^\s@'\"<>()]+@[\w-]+(\.[\w-]+)+"), "[address]"),
    (re.compile(r"[一-龥][A-Z]·?[A-Z0-9]{5,6}(?![A-Za-z0-9])"), "[plate]"),
    (re.compile(r"(?<![\d.])1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)|0\d{2,3}-\d{7,8}(?!\d)"), "[number]"),
    (re.compile(r"\d{7,}[Xx]?"), "[number]"),
    (
        re.compile(
            r"[\u3400-\u9fff\uf900-\ufaff](?:[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef·\s]*[\u3400-\u9fff\uf900-\ufaff])?"
        ),
        "[text]",
    ),
)


def fenced(text: str) -> str:
    """Return a text without numbers of seven digits and more, mail addresses, plates and Chinese."""
    for pattern, stand_in in _FENCE:
        text = pattern.sub(stand_in, text)
    return text


class Lines(logging.Formatter):
    """One record as one line: JSON, or plain words; `kind` left out: as SHIQIAO_LOG says, else by what stderr is."""

    def __init__(self, kind: str = "", **_: Any) -> None:
        super().__init__()
        self.kind = kind or kind_of()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = fenced(record.getMessage())
        trouble = fenced(self.formatException(record.exc_info)) if record.exc_info else ""
        mark = trace.present()
        moment = datetime.fromtimestamp(record.created, UTC)
        if self.kind == "plain":
            who = f"{record.name} [{mark}]" if mark else record.name
            line = f"{moment.astimezone():%Y-%m-%d %H:%M:%S} {record.levelname} {who} {said}"
            return f"{line}\n{trouble}" if trouble else line
        told: dict[str, Any] = {
            "at": moment.isoformat(timespec="milliseconds"), "level": record.levelname.lower(), "from": record.name,
            "said": said,
        }  # fmt: skip
        if mark:
            told["request_id"] = mark
        told.update((name, record.__dict__[name]) for name in FURTHER if name in record.__dict__)
        if trouble:
            told["trouble"] = trouble
        return json.dumps(told, ensure_ascii=False)


class Unaddressed(logging.Filter):
    """Put the route in the place of the address in Django's own lines: an address may be a secret link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always written."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if hasattr(record, "request"):
            record.msg, record.args = f"answered {getattr(record, 'status_code', 500)}", ()
            record.__dict__["route"] = f"/{match.route}" if match else "none"
        return True


class Access(logging.Filter):
    """Let the line of each request through in JSON only: on a terminal it would drown what matters."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the line is written."""
        return kind_of() == "json" and record.__dict__.get("route") not in ("/healthz", "/metrics")


def kind_of() -> str:
    """Return `json` or `plain`, by SHIQIAO_LOG, else plain on a terminal and JSON elsewhere."""
    given = os.environ.get("SHIQIAO_LOG", "")
    return given if given in KINDS else "plain" if sys.stderr.isatty() else "json"


def configuration() -> dict[str, Any]:
    """Return the configuration of all loggers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "shiqiao.config.logs.Lines"}},
        "filters": {
            "access": {"()": "shiqiao.config.logs.Access"},
            "unaddressed": {"()": "shiqiao.config.logs.Unaddressed"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines"},
            "requests": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["access"]},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "shiqiao.access": {"handlers": ["requests"], "level": "INFO", "propagate": False},
            "django.request": {
                "level": "ERROR",
                "filters": ["unaddressed"],
            },  # below that the line of the request tells
        },
    }
