"""How a way in is asked: which of a street's rows stands in its address, and what comes back, made comparable."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shiqiao.config.entrances import Entrance
from shiqiao.scenes.hall.queue.links import link_of
from shiqiao.scenes.party.links import link_of as booked_link
from shiqiao.surfaces.api.urls import api

from .world import FIRST_GRID, OTHER_GRID, STREET, Side

ABSENT = 999_999_999
ABSENT_NUMBER = "180627999990"
# What of a street stands for each parameter: (pattern of the name of the page, parameter) -> the value. The first that
# fits counts. A way in that fits none fails the test: put its row into the world and say here which it is.
VALUES: tuple[tuple[str, str, Callable[[Side], Any]], ...] = (
    (r"desk:(phrases-pick|paper|map-point)", "number", lambda side: side.matter),
    (r"desk:map-grid", "grid", lambda side: FIRST_GRID if side.street == STREET else OTHER_GRID),
    (r"desk:visit-file", "number", lambda side: side.file),
    (r"desk:visit-second", "number", lambda side: ABSENT),  # no visit was recorded twice here
    (r"desk:visit(-.*)?", "number", lambda side: side.visit),
    (r"desk:file", "number", lambda side: side.file),
    (r"desk:phrase(-.*)?", "number", lambda side: side.phrase),
    (r"desk:routing-version", "number", lambda side: 1 if side.street == 370103003 else ABSENT),
    (r"desk:hand-over-seen", "number", lambda side: side.part),
    (r"desk:hand-over-draft", "number", lambda side: side.account),
    (r"desk:hand-over(-.*)?", "number", lambda side: side.hand_over),
    (r"desk:unit", "number", lambda side: side.unit),
    (r"desk:device-.*", "number", lambda side: side.device),
    (r"desk:person(-.*)?", "number", lambda side: side.account),
    (r"desk:door(-do)?", "number", lambda side: side.account),
    (r"desk:token-revoke", "number", lambda side: side.token_row),
    (r"desk:link-(renew|revoke)", "reporter", lambda side: side.reporter),
    (r"desk:picture(-original)?", "number", lambda side: side.file),
    (r"desk:reveal", "subject", lambda side: side.person),
    (r"kit:(factor-remove|seat-end)", "number", lambda side: ABSENT),  # the own ones alone are looked for
    # Field devices, looks, requests about own data, runs and holds: none were made here.
    (r"desk:(field-device-revoke|read-line|data-request(-.*)?|retention-.*)", "number", lambda side: ABSENT),
    (r"desk:sending-again", "number", lambda side: ABSENT),  # none were sent here
    (r"kit:stop", "token", lambda side: "f1-x"),  # whoever has the link
    (r"desk:patrol-(grid|codes)", "number", lambda side: side.street * 1_000_000 + 1001),
    (r"desk:patrol-.*", "number", lambda side: ABSENT),  # points and check-ins: none were made here
    (r"desk:district-street", "number", lambda side: side.street),
    (r"desk:(standing|appeal(-withdraw)?)", "number", lambda side: ABSENT),  # none were raised here
    (r"desk:monthly-.*", "number", lambda side: ABSENT),  # reports: none were made here
    (r"desk:monthly-file", "file", lambda side: ABSENT),
    (r"desk:score(-rows)?", "number", lambda side: side.street * 1_000_000 + 1001),
    (r"desk:registry-(add-dwelling)", "number", lambda side: side.building),
    (r"desk:registry-(add-household)", "number", lambda side: side.dwelling),
    (r"desk:registry-(contact|part)", "number", lambda side: side.organisation),
    (r"desk:registry-confirm-fact", "number", lambda side: side.fact),
    (r"desk:registry-.*", "number", lambda side: side.person),
    (r"desk:registry-pair", "one", lambda side: side.person),
    (r"desk:registry-pair", "other", lambda side: side.person),
    (r"desk:poster-withdraw", "number", lambda side: ABSENT),  # no code was made here
    (r"desk:enterprise:seat", "seat", lambda side: side.firm_seat),
    (r"desk:enterprise:.*", "need", lambda side: side.firm_need),
    (r"desk:enterprise:.*", "position", lambda side: side.firm_position),
    (r"desk:enterprise:.*", "promise", lambda side: side.firm_promise),
    (r"desk:enterprise:.*", "number", lambda side: side.organisation),
    (r"desk:plan:(target|enter)", "number", lambda side: side.target),
    (r"desk:plan:regulation", "number", lambda side: side.plan_regulation),
    (r"desk:plan:untie", "number", lambda side: ABSENT),  # nothing was tied by hand here
    (r"desk:plan:(correct|paper)", "number", lambda side: side.figure),
    (r"desk:plan:paper", "file", lambda side: ABSENT),  # the paper of this figure is published: no file was sent
    (r"desk:merit:(one|act)", "number", lambda side: side.consequence),
    (r"desk:merit:(account|cadre|remark)", "number", lambda side: side.account),
    (r"desk:hotline:(order|act)", "number", lambda side: side.order),
    (r"desk:hotline:letter", "number", lambda side: side.letter or ABSENT),
    (r"desk:hotline:.*", "number", lambda side: ABSENT),  # files, comparisons, exclusions: none were made here
    (r"desk:hall:finding(-.*)?", "number", lambda side: side.five_s),
    (r"desk:hall:finding-file", "file", lambda side: side.five_s_photo),
    (r"desk:hall:round(-.*)?", "number", lambda side: side.five_s_round),
    (r"desk:hall:(five-s-at|found|ground|window(-.*)?|plaque)", "unit", lambda side: side.counter),
    (r"desk:renewal:file(-.*)?", "number", lambda side: side.renewal_file),
    (r"desk:renewal:.*", "number", lambda side: side.renewal),
    (r"portal:renewal:.*", "number", lambda side: ABSENT),  # nothing was made public here
    (r"desk:hall:.*", "number", lambda side: side.affair),
    (r"desk:green:use", "number", lambda side: side.matter),
    (r"desk:green:.*", "number", lambda side: side.green),
    (r"desk:investment:(lead|act)", "number", lambda side: side.lead),
    (r"desk:investment:.*", "number", lambda side: side.premises),
    (r"desk:queue:.*", "number", lambda side: ABSENT),  # tickets, bookings, times closed off: none were made here
    (r"portal:queue:.*", "number", lambda side: ABSENT),
    (r"desk:supervision:(order|act|file)", "number", lambda side: side.supervision),
    (r"desk:supervision:discipline-.*", "number", lambda side: side.discipline),
    (r"desk:supervision:(file|case-file)", "file", lambda side: ABSENT),
    (r"desk:supervision:case-settle", "paper", lambda side: ABSENT),
    (r"desk:exchange:(listing|listing-act|propose)", "number", lambda side: side.listing),
    (r"portal:exchange:own-listing(-act)?", "number", lambda side: side.listing),
    (r"portal:exchange:own-match(-act)?", "number", lambda side: side.exchange_match),
    (r"desk:exchange:match(-act)?", "number", lambda side: side.exchange_match),
    (r"desk:employment:seeker(-act)?", "number", lambda side: side.seeker),
    (r"desk:employment:(vacancy|close-vacancy)", "number", lambda side: side.vacancy),
    (r"desk:employment:follow", "number", lambda side: side.delivery),
    (r"desk:employment:.*", "number", lambda side: ABSENT),  # work, courses and benefits: none were made here
    (r"desk:employment:(community|dossier|figure)", "code", lambda side: side.street * 1_000 + 1),
    (r"desk:employment:.*", "file", lambda side: ABSENT),
    (r"desk:ledger:(form|rows|several|act)", "number", lambda side: side.form),
    (r"desk:ledger:row", "number", lambda side: side.form_row),
    (r"desk:ledger:lineage", "number", lambda side: side.person),
    (r"desk:projects:.*", "number", lambda side: side.project),
    (r"desk:projects:file", "file", lambda side: side.project_file),
    (r"desk:emergency:.*", "response", lambda side: side.response),
    (r"desk:emergency:place", "number", lambda side: side.response_post),
    (r"desk:emergency:call(-act)?", "number", lambda side: side.alarm_call),
    (r"desk:emergency:report", "number", lambda side: side.zero_report),
    (r"desk:emergency:household-act", "number", lambda side: side.relocation),
    (r"desk:emergency:.*", "number", lambda side: side.hazard),
    (r"desk:emergency:file", "file", lambda side: side.hazard_photo),
    (r"desk:council:.*", "body", lambda side: side.council_body),
    (r"desk:council:.*", "seat", lambda side: side.council_seat),
    (r"desk:council:.*", "term", lambda side: side.council_term),
    (r"desk:council:.*", "number", lambda side: side.council_topic),
    (r"desk:council:.*", "meeting", lambda side: side.council_meeting),
    (r"desk:council:.*", "call", lambda side: side.council_call),
    (r"desk:council:.*", "item", lambda side: side.council_item),
    (r"desk:council:.*", "resolution", lambda side: side.council_resolution),
    (r"desk:council:.*", "voice", lambda side: side.council_voice),
    (r"portal:council:(topic|support)", "number", lambda side: side.council_topic),
    (r"portal:council:(resolution|score)", "number", lambda side: side.council_resolution),
    (r"portal:council:own", "secret", lambda side: side.council_secret),
    (r"portal:council:.*", "secret", lambda side: side.council_link),
    (r"desk:campaigns:.*", "campaign", lambda side: side.campaign),
    (r"desk:campaigns:.*", "number", lambda side: side.campaign_item),
    (r"desk:campaigns:file", "file", lambda side: side.campaign_photo),
    (r"desk:voting:(record-pdf|explain|publish|second)", "number", lambda side: side.poll_closed),
    (r"desk:voting:.*", "number", lambda side: side.poll),
    (r"desk:duty:.*", "roster", lambda side: side.duty_roster),
    (r"desk:duty:.*", "turn", lambda side: side.duty_turn),
    (r"desk:duty:.*", "shift", lambda side: side.duty_shift),
    (r"desk:duty:.*", "swap", lambda side: side.duty_swap),
    (r"desk:duty:close", "entry", lambda side: side.duty_entry),
    (r"desk:duty:away-end", "number", lambda side: side.duty_away),
    (r"desk:secretary:visit(-.*)?", "number", lambda side: side.study_visit),
    (r"desk:secretary:visit-file", "file", lambda side: side.study_file),
    (r"desk:secretary:.*", "number", lambda side: side.secretary),
    (r"desk:secretary:file", "file", lambda side: side.secretary_file),
    (r"desk:fronts:.*", "number", lambda side: side.front),
    (r"desk:fronts:.*", "charge", lambda side: side.front_charge),
    (r"desk:fronts:file", "file", lambda side: side.front_file),
    (r"desk:honours:(honour|withdraw|file)", "number", lambda side: side.honour),
    (r"desk:honours:file", "file", lambda side: side.honour_file),
    (r"desk:honours:meeting", "number", lambda side: side.party_meeting),
    (r"desk:honours:.*", "number", lambda side: side.pursuit),
    (r"desk:honours:criterion", "criterion", lambda side: side.criterion),
    (r"desk:arena:(entrant|rows|act)", "number", lambda side: side.entrant),
    (r"desk:arena:.*", "number", lambda side: side.arena),
    (r"desk:arena:file", "file", lambda side: side.arena_file),
    (r"desk:arena:verify", "reading", lambda side: ABSENT),  # by another person than who entered it
    (r"desk:arena:answer", "appeal", lambda side: ABSENT),  # no appeal was raised here
    (r"desk:party:(project|project-act)", "number", lambda side: side.service_project),
    (r"desk:party:photo", "number", lambda side: side.occasion_done),
    (r"desk:party:photo", "file", lambda side: side.service_photo),
    (r"desk:party:(occasion|occasion-act)", "number", lambda side: side.occasion),
    (r"desk:party:booking-cancel", "number", lambda side: side.service_booking),
    (r"desk:party:(item|propose|item-act)", "number", lambda side: side.party_item),
    (r"desk:party:match-act", "number", lambda side: side.party_match),
    (r"desk:party:(unit|unit-act)", "number", lambda side: side.stationed),
    (r"desk:party:(report|report-act)", "number", lambda side: side.reported),
    (r"desk:party:hours-act", "number", lambda side: side.service_hours),
    (r"portal:party:project", "number", lambda side: side.service_project),
    (r"portal:party:book", "number", lambda side: side.occasion),
    (r"portal:party:booking", "secret", lambda side: booked_link(side.service_booking)),
    (r"hotline:(order|act)", "number", lambda side: side.order),
    (r"hotline:letter", "number", lambda side: side.letter or ABSENT),
    (r"hotline:.*", "number", lambda side: ABSENT),
    (r"desk:.*", "number", lambda side: side.matter),
    (r"portal:at", "token", lambda side: "zzzzzzzz"),  # no code was made: whoever asks is led to an empty form
    (r"portal:.*", "number", lambda side: side.matter),
    (r"portal:vote:.*", "secret", lambda side: side.vote_secret),
    (r"portal:rating:.*", "secret", lambda side: link_of("a", side.affair)),
    (r"portal:.*", "secret", lambda side: side.receipt.secret),
    (r"open311:.*", "number", lambda side: side.matter),
)
FIXED = {
    ("desk:council:topic-act", "do"): "recommend", ("desk:council:meeting-act", "do"): "minutes",
    ("desk:council:item-act", "do"): "write", ("desk:council:resolution-act", "do"): "task",
    ("desk:enterprise:seat", "do"): "link", ("desk:enterprise:act", "do"): "need",
    ("desk:enterprise:position", "to"): "taken", ("desk:enterprise:promise", "do"): "keep",
    ("desk:score", "kind"): "grid", ("desk:score-rows", "kind"): "grid", ("desk:score-rows", "code"): "solved",
    ("desk:move", "do"): "answer", ("desk:person-do", "do"): "leave", ("desk:hotline:act", "do"): "take",
    ("hotline:act", "do"): "take", ("desk:supervision:act", "do"): "urge", ("desk:supervision:case-act", "do"): "tie",
    ("desk:supervision:discipline-act", "do"): "propose", ("desk:merit:act", "do"): "decide",
    ("desk:merit:bulletin", "code"): "2018-04", ("desk:merit:bulletin-pdf", "code"): "2018-04",
    ("desk:merit:bulletin-publish", "code"): "2018-04",
    ("desk:renewal:file-act", "do"): "value", ("desk:renewal:act", "do"): "consult",
    ("desk:investment:act", "do"): "plan", ("desk:hall:finding-act", "do"): "fix", ("desk:hall:round-area", "code"): "counter",
    ("desk:hall:ground", "code"): "late_affair", ("desk:hall:window-rows", "code"): "five_s",
    ("desk:queue:act", "do"): "begin", ("desk:queue:booking-act", "do"): "told",
    ("desk:hall:act", "do"): "come", ("desk:hall:guide", "code"): "medical_card_renewal",
    ("desk:hall:take", "code"): "medical_card_renewal", ("desk:hall:known", "code"): "medical_card_renewal",
    ("portal:hall:guide", "code"): "medical_card_renewal",
    ("desk:ledger:act", "do"): "end", ("desk:ledger:field", "key"): "phone", ("desk:ledger:lineage", "key"): "phone",
    ("desk:ledger:ledger", "code"): "all_persons", ("desk:ledger:ledger-xlsx", "code"): "all_persons",
    ("desk:ledger:hand-in", "code"): "living_alone",
    ("desk:employment:seeker-act", "do"): "round",
    ("desk:exchange:listing-act", "do"): "renew", ("desk:exchange:match-act", "do"): "refuse",
    ("portal:exchange:own-listing-act", "do"): "renew", ("portal:exchange:own-match-act", "do"): "refuse",
    ("desk:employment:claim-act", "do"): "approve", ("desk:employment:figure", "figure"): "placed_share",
    ("desk:projects:act", "do"): "progress", ("desk:arena:act", "do"): "reading", ("desk:arena:rows", "code"): "signed",
    ("desk:campaigns:act", "do"): "identify",
    ("desk:emergency:act", "do"): "level", ("desk:emergency:place", "do"): "man", ("desk:emergency:call-act", "do"): "answer",
    ("desk:emergency:household-act", "do"): "move", ("desk:emergency:hazard-act", "do"): "check",
    ("desk:duty:step", "do"): "check", ("desk:duty:swap-act", "do"): "agree", ("desk:duty:shift-act", "do"): "hand-over",
    ("desk:secretary:act", "do"): "evidence", ("desk:secretary:visit-act", "do"): "materials",
    ("desk:fronts:act", "do"): "join", ("desk:fronts:settle", "do"): "done",
    ("desk:honours:act", "do"): "end", ("desk:honours:file", "of"): "honour", ("desk:honours:criterion", "do"): "prove",
    ("desk:party:project-act", "do"): "time", ("desk:party:occasion-act", "do"): "cancel",
    ("desk:party:item-new", "side"): "need", ("desk:party:item-act", "do"): "claim",
    ("desk:party:match-act", "do"): "claim", ("desk:party:unit-act", "do"): "seat",
    ("desk:party:report-act", "do"): "claim", ("desk:party:hours-act", "do"): "confirm",
    ("desk:paper", "code"): "sheet", ("desk:paper", "form"): "pdf",
    ("desk:flow", "code"): "grid_matter", ("desk:flow-versions", "code"): "grid_matter",
    ("desk:flow-edit", "code"): "grid_matter", ("desk:item-edit", "code"): "06010",
    ("desk:registry-state", "key"): "lives_alone", ("desk:visit-circle", "code"): "enter_firm",
    ("desk:door-do", "do"): "unlock", ("desk:retention-decide", "how"): "approve",
    ("open311:definition", "code"): "06010", ("kit:gallery-error", "status"): 404,
}  # fmt: skip
KINDS = {"kind": "person", "ending": "json"}


@dataclass(frozen=True)
class Asked:
    """A way in with a street's row in its address; `numbered` when there is such a row to put there."""

    address: str
    numbered: bool


def page(one: Entrance, side: Side | None) -> Asked:
    """Return the address of a page for a street's row; for a row that is not there without a street."""
    given: dict[str, Any] = {}
    numbered = False
    for name in re.findall(r"<(?:\w+:)?(\w+)>", one.address):
        if name in KINDS:
            given[name] = KINDS[name]
        elif (one.name, name) in FIXED:
            given[name] = FIXED[one.name, name]
        else:
            given[name] = _value(one.name, name, side, one.address)
            numbered = True
    return Asked(reverse(one.name, kwargs=given) if given else one.address, numbered)


def _value(page_name: str, name: str, side: Side | None, address: str) -> Any:
    for pattern, parameter, take in VALUES:
        if parameter == name and re.fullmatch(pattern, page_name):
            if side is not None:
                return take(side)
            if name == "secret":
                return "x" * 22
            return ABSENT_NUMBER if "<str:" in address or "<slug:" in address else ABSENT
    raise AssertionError(f"{page_name}: say in tests/access/asking.py what stands for {name}")


def operation(one: Entrance, side: Side | None) -> Asked:
    """Return the address of an operation of the API for a street's row."""
    values = {
        "visits": (side.visit if side else ABSENT), "orders": (side.order_number if side else "JN999"),
        "matters": (side.matter if side else ABSENT_NUMBER), "devices": ABSENT,
    }  # fmt: skip
    address = one.address
    if "{number}" in address:
        kind = next(kind for kind in values if f"/{kind}/" in address)
        address = address.replace("{number}", str(values[kind]))
    return Asked(re.sub(r"\{do\}", "answer", address), "{number}" in one.address)


def body_of(one: Entrance, method: str) -> dict[str, Any]:
    """Return the smallest body that an operation's schema takes."""
    schema = api.get_openapi_schema()
    said = schema["paths"][one.address][method.lower()].get("requestBody", {})
    content = said.get("content", {}).get("application/json")
    return _smallest(content["schema"], schema) if content else {}


def _smallest(wanted: dict[str, Any], schema: dict[str, Any]) -> Any:
    if "$ref" in wanted:
        return _smallest(schema["components"]["schemas"][wanted["$ref"].split("/")[-1]], schema)
    if wanted.get("type") == "object":
        return {name: _smallest(wanted["properties"][name], schema) for name in wanted.get("required", ())}
    if wanted.get("type") == "array":
        return [_smallest(wanted["items"], schema)] if wanted.get("minItems") else []
    if "enum" in wanted:
        return wanted["enum"][-1]
    if wanted.get("format") == "date-time":
        return "2018-06-27T09:00:00+08:00"
    return {"integer": 1, "number": 1, "boolean": True}.get(wanted.get("type", ""), "x")


@contextmanager
def undone() -> Iterator[None]:
    """Take back what a request changes, also after a refusal of the database."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


def ask(client: Client, address: str, method: str = "", body: Any = None) -> HttpResponse:
    """Ask a way in by its method; a page that takes no GET is asked by POST."""
    with undone():
        if method:
            return client.generic(method, address, _json(body), content_type="application/json")
        answer = client.get(address)
    if answer.status_code == 405:
        with undone():
            return client.post(address)
    return answer


def _json(body: Any) -> str:
    import json

    return json.dumps(body) if body is not None else ""


def said(answer: HttpResponse) -> tuple[int, str]:
    """Return what an answer says, without what differs from request to request."""
    if getattr(answer, "streaming", False):
        return answer.status_code, "a file"
    text = answer.content.decode(errors="replace")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", text)
    text = re.sub(r'<p class="kit-soft kit-request">.*?</p>|"request": "\w+"', "", text)
    return answer.status_code, re.sub(r"(JN)?\d[\d,]*", "#", text)
