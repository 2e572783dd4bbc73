"""Drives schemathesis through WSGI in this thread, inside the test's own transaction, and gathers what it finds.

Hypothesis makes the cases; findings are gathered over the whole run instead of ending it at the first, so that one run
tells everything. The seed is printed; `SHIQIAO_FUZZ_SEED` runs the same cases again.
"""

import json
import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import fromstring

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as openapi_checks

from tests.fuzz.georeport import openapi

SEED = int(os.environ.get("SHIQIAO_FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
NAME, PHONE = "秦始皇甲", "13912345678"  # an invented reporter: what must never come back in an error or a log
CHECKS = [
    schemathesis.checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]


@dataclass
class Findings:
    """What was found: each finding once, with how often and how to see it again."""

    cases: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    followed: int = 0

    def note(self, what: str, how: str) -> None:
        """Keep a finding; only its first example is kept."""
        self.counts[what] += 1
        self.first.setdefault(what, how)

    def tell(self) -> str:
        """Return the findings as text."""
        lines = [f"{self.cases} cases with seed {SEED}; answers: {dict(sorted(self.statuses.items()))}"]
        lines += [f"- {count} × {what}\n    {self.first[what][:1500]}" for what, count in self.counts.most_common()]
        return "\n".join(lines)


class Ear(logging.Handler):
    """Listens to everything that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line as it would be written, with its traceback."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += repr(record.exc_info[1])
        self.heard.append(text)


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep the test's connection and its transaction over requests, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with connection.cursor() as cursor:  # calls without a token ask the database nothing, for minutes on a busy machine
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def listening() -> Iterator[Ear]:
    """Hear what the product logs."""
    ear = Ear()
    loggers = [logging.getLogger(name) for name in ("", "django", "shiqiao")]
    for one in loggers:
        one.addHandler(ear)
    try:
        yield ear
    finally:
        for one in loggers:
            one.removeHandler(ear)


def schema() -> Any:
    """Return the product's own OpenAPI, reached in process."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def georeport() -> Any:
    """Return the description of GeoReport v2 that is kept by hand, reached in process."""
    found = schemathesis.openapi.from_dict(openapi())
    found.app = get_wsgi_application()
    return found


def few(examples: int) -> Any:
    """Return hypothesis settings that only generate: a finding needs no smaller example, and time is worth more."""
    return settings(
        max_examples=examples, phases=[Phase.generate], database=None, deadline=None,
        suppress_health_check=list(HealthCheck), derandomize=False,
    )  # fmt: skip


def drive(operation: Any, examples: int, token: str, known: "Known", found: Findings) -> None:
    """Send `examples` cases to one operation, as it is documented and as it is not, with ours mixed in."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @seed(SEED)
    @few(examples)
    @given(case=st.one_of(modes[0], modes[0], modes[1]), more=st.randoms(use_true_random=False))
    def run(case: Any, more: random.Random) -> None:
        known.mix_in(case, more)
        send(case, headers, found, bool(token))

    run()


def follow(schema: Any, token: str, known: "Known", found: Findings, walks: int) -> None:
    """Walk along the links that the description itself names, `walks` times from each beginning, up to six steps."""
    operations = {one.definition.raw["operationId"]: one for one in (each.ok() for each in schema.get_all_operations())}
    for operation in operations.values():
        links = [
            link for one in operation.definition.raw["responses"].values() for link in one.get("links", {}).values()
        ]
        if links:
            _Walk(operations, operation, links, {"authorization": f"Bearer {token}"}, known, found).run(walks)


@dataclass
class _Walk:
    operations: dict[str, Any]
    start: Any
    links: list[dict[str, Any]]
    headers: dict[str, str]
    known: "Known"
    found: Findings

    def run(self, walks: int) -> None:
        @seed(SEED)
        @few(walks)
        @given(case=self.start.as_strategy(), data=st.data(), more=st.randoms(use_true_random=False))
        def walk(case: Any, data: Any, more: random.Random) -> None:
            case.body = self.known.whole(self.start.path)
            answer = send(case, self.headers, self.found, True)
            if answer is None or answer.status_code >= 300:
                self.found.note(f"{self.start.path}: a walk cannot begin", str(answer and answer.text[:300]))
                return
            said = answer.json()
            for _ in range(more.randrange(1, 7)):
                said = self._step(said, data, more)

        walk()

    def _step(self, said: Any, data: Any, more: random.Random) -> Any:
        link = more.choice(self.links)
        (name, pointer), target = next(iter(link["parameters"].items())), self.operations[link["operationId"]]
        path = {name: pointed(said, pointer)}
        if "{do}" in target.path:
            path["do"] = more.choice([one["do"] for one in said.get("moves", [])] or self.known.moves)
        case = data.draw(target.as_strategy(path_parameters=path))
        if isinstance(case.body, dict):
            case.body |= self.known.whole(target.path)
        answer = send(case, self.headers, self.found, True)
        self.found.followed += 1
        went_on = answer is not None and answer.status_code == 200 and "moves" in answer.text
        return answer.json() if went_on else said


def pointed(answer: Any, pointer: str) -> Any:
    """Return what `$response.body#/a/0/b` points at."""
    for part in pointer.partition("#/")[2].split("/"):
        answer = answer[int(part)] if part.isdigit() else answer[part]
    return answer


def send(case: Any, headers: dict[str, str], found: Findings, signed_in: bool) -> Any:
    """Send one case and check the answer; findings are noted, never raised."""
    found.cases += 1
    label = f"{case.method} {case.operation.path}"
    with listening() as ear:
        try:
            response = case.call(headers=headers)
        except Exception as error:  # a fault that nobody foresaw comes through WSGI as it is
            found.note(f"{label}: {type(error).__name__}: {str(error)[:90]}", _how(case))
            return None
    found.statuses[response.status_code] += 1
    if response.status_code >= 500:
        found.note(f"{label}: {response.status_code} {ear.heard[-1][-200:] if ear.heard else ''}", _how(case))
    _judge(case, response, label, found)
    for problem in private(response, ear.heard, signed_in):
        found.note(f"{label}: {problem}", _how(case))
    return response


def _judge(case: Any, response: Any, label: str, found: Findings) -> None:
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        for one in group.exceptions:
            first = str(one).replace("\n", " ")[:150]
            found.note(
                f"{label}: {response.status_code} {type(one).__name__}: {first}", _how(case) + response.text[:300]
            )
    except schemathesis.errors.SchemathesisError as error:
        found.note(f"{label}: {type(error).__name__} {str(error)[:150]}", _how(case))


def private(response: Any, heard: list[str], signed_in: bool) -> list[str]:
    """Say where the invented reporter shows up: in an error, in a log, or in any answer without a token."""
    text, wrong = response.text, []
    if (response.status_code >= 400 or not signed_in) and (NAME in text or PHONE in text):
        wrong.append(f"{response.status_code} tells who reported")
    if any(NAME in line or PHONE in line for line in heard):
        wrong.append("a log tells who reported")
    if response.status_code >= 400 and not _told(response):
        wrong.append(f"{response.status_code} is not told as code, message and fields")
    if any(sign in text for sign in ("Traceback", "psycopg", "site-packages")):
        wrong.append("an answer shows our inside")
    return wrong


def _told(response: Any) -> bool:
    if response.status_code == 405:
        return bool(response.headers.get("allow"))
    if response.headers.get("content-type", [""])[0].startswith("text/xml"):
        return bool(fromstring(response.text).findall("error/description"))
    try:
        said = json.loads(response.text)
    except ValueError:
        return False
    if isinstance(said, list):  # GeoReport's own form
        return bool(said) and all(one["description"] for one in said)
    return isinstance(said, dict) and {"code", "message", "fields"} <= set(said)


def _how(case: Any) -> str:
    parts = {name: getattr(case, name, None) for name in ("path_parameters", "query", "body", "media_type")}
    return " ".join(f"{name}={value!r}"[:500] for name, value in parts.items() if value) + "  "


@dataclass
class Known:
    """What really exists: mixed into the cases, so that they get past the first door."""

    matters: list[str]
    visits: list[int]
    orders: list[str]
    files: list[str]
    body: dict[str, list[Any]]
    moves: list[str]
    right: dict[str, dict[str, Any]]
    sent: int = 0

    def mix_in(self, case: Any, more: random.Random) -> None:
        """Put real numbers, moves and values into about two of three cases."""
        self._path(case, more)
        if not isinstance(case.body, dict):
            return
        if (whole := self.whole(case.operation.path)) and more.random() < 0.6:  # one that is right but for a few fields
            odd = more.sample(sorted(case.body), k=min(len(case.body), more.choice([0, 1, 1, 2])))
            case.body = {**whole, **{name: case.body[name] for name in odd}}
        for name, values in self.body.items():
            if name in case.body and more.random() < 0.5:
                case.body[name] = more.choice(values)
        if isinstance(case.body.get("contact"), dict):
            case.body["contact"] = {**case.body["contact"], "name": NAME, "phone": PHONE}
        for order in case.body.get("orders") or [] if isinstance(case.body.get("orders"), list) else []:
            if isinstance(order, dict) and more.random() < 0.5:
                order |= {"name": NAME, "phone": PHONE, "received_at": "2018-06-27T09:00:00+08:00"}

    def whole(self, path: str) -> dict[str, Any]:
        """Return a body that the operation of this path takes, with a number of its own."""
        self.sent += 1
        found = next((body for ending, body in self.right.items() if path.endswith(ending)), {})
        return {name: f"{value}-{self.sent}" if name == "client_id" else value for name, value in found.items()}

    def _path(self, case: Any, more: random.Random) -> None:
        path = case.path_parameters or {}
        if "do" in path and more.random() < 0.8:
            path["do"] = more.choice(self.moves)
        if "number" in path and more.random() < 0.7:
            pool: Any = self.matters
            if "visits" in case.operation.path:
                pool = self.visits
            elif "orders" in case.operation.path:
                pool = self.orders
            path["number"] = more.choice(pool)
