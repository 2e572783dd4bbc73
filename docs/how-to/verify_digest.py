"""Check what an office has sealed, and exactly its lines if there are any: verify_digest.py DIGESTS.json [JOURNAL.jsonl]"""

import sys
from hashlib import sha256
from json import dumps, loads


def line_hash(one):
    fields = [one[name] for name in ("street", "kind", "subject", "seq", "code", "happened", "recorded", "actor")]
    data = dumps(one["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(bytes.fromhex(one["prev"]) + "\x1f".join(map(str, [*fields, data])).encode()).digest()


def node(*parts):  # a leaf of the Merkle tree begins with 00, what joins two with 01
    return sha256((b"\x00" if len(parts) == 1 else b"\x01") + b"".join(parts)).digest()


def root_of(hashes):  # an odd one goes up as it is
    level = [node(one) for one in hashes]
    while len(level) > 1:
        level = [node(*level[i : i + 2]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return len(hashes), level[0].hex() if level else ""


def climb(proof):  # from a line up to the root of its day
    here = node(line_hash(proof["line"]))
    for side, other in proof["path"]:
        here = node(bytes.fromhex(other), here) if side == "L" else node(here, bytes.fromhex(other))
    return here.hex()


def check(held, lines):
    found, before, roots = {}, {}, {(seal["street"], seal["day"]): seal["root"] for seal in held["seals"]}
    for o in map(loads, lines or []):
        found.setdefault((o["street"], o["day"]), []).append((o["kind"], o["subject"], o["seq"], line_hash(o)))
    for seal in held["seals"]:
        day, root = (seal["street"], seal["day"]), seal["root"]
        if before.get(day[0], seal["prev"]) != seal["prev"]:
            yield f"the seal of {day} does not follow from the one before it"
        if lines is not None and root_of([one[3] for one in sorted(found.get(day, []))]) != (seal["lines"], root):
            yield f"the lines of {day} are not those that were sealed"
        before[day[0]] = root
    wrong = [one for one in held["proofs"] if climb(one) != roots.get((one["street"], one["day"]))]
    yield from (f"a line of {one['day']} that was to be proven was not sealed" for one in wrong)


sys.excepthook = lambda kind, error, place: print("cannot be read:", repr(error), file=sys.stderr)
with open(sys.argv[1], encoding="utf-8") as digests, open(sys.argv[-1], encoding="utf-8") as journal:
    wrong = list(check(loads(digests.read()), list(journal)[1:] if len(sys.argv) > 2 else None))
sys.exit("\n".join(wrong) or print("good: everything that was given is as it was sealed"))
