"""What a move needs from the one who makes it, each with the sentence that names the remedy. Pure."""

from collections.abc import Collection, Iterable

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.phrases.rules import gaps

_LACKS = {
    "answer": "Write the answer that the reporter will read.",
    "result": "Write what was done.",
    "reason": "Write the reason.",
    "progress": "Write how far it has come and what comes next.",
    "term": "Say by how much the term shall be extended.",
    "until": "Choose the day from which work goes on.",
    "outcome": "Choose the legal ground for declining.",
    "handler": "Choose who shall handle it.",
    "responded": "Say whether the reporter was contacted.",
    "solved": "Say whether it is solved.",
    "satisfied": "Say whether the reporter is satisfied.",
    "child": "Say for each part what is to be done.",
    "units": "Choose the units that are called.",
}
_GAP = "A gap of a phrase is still open in the text, like {due}: fill it in, or take the sentence out."
_EVIDENCE = {
    "photo": "Add a photo of the result.",
    "before_after": "Add a photo from before and one from after.",
    "document": "Add the document that proves the result.",
}


def lacking(
    needs: Iterable[str], given: object, evidence: Iterable[tuple[str, str]], item: Item, outcomes: Collection[str]
) -> dict[str, str]:
    """Return what of a move's needs was not given, by field; `outcomes` are the legal grounds for declining."""
    wrong = {name: _LACKS[name] for name in needs if name in _LACKS and getattr(given, name) in (None, "", ())}
    if "main" in needs and not getattr(given, "main", 0):
        wrong["main"] = "Choose the matter by which this one is handled."
    wrong.update({name: _GAP for name in ("answer", "result") if gaps(getattr(given, name, ""))})
    if "outcome" in needs and getattr(given, "outcome", "") not in outcomes:
        wrong["outcome"] = _LACKS["outcome"]
    if "evidence" in needs:
        wrong.update(lacking_evidence(item, {purpose for purpose, _ in evidence}))
    return wrong


def lacking_evidence(item: Item, purposes: Iterable[str]) -> dict[str, str]:
    """Return what evidence an item still asks for, given the purposes of the files brought."""
    have = set(purposes)
    met = {
        "none": True,
        "photo": bool(have & {"after", "evidence"}),
        "before_after": have >= {"before", "after"},
        "document": "document" in have,
    }
    missing = [_EVIDENCE[kind] for kind in item.evidence if not met[kind]]
    return {"evidence": missing[0]} if missing else {}
