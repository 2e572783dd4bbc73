"""Compile every django.po into django.mo with nothing but Python, so that `make demo` needs no development tool."""

import ast
import gettext
import struct
import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "shiqiao" / "locale"


def read(text: str) -> dict[str, str]:
    """Return msgid → msgstr of a PO file; context and plural forms are joined as the MO format wants them."""
    catalogue: dict[str, str] = {}
    entry: dict[str, str] = {}
    fuzzy, field = False, ""

    def close() -> None:
        strings = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
        if entry.get("msgid") is not None and any(strings) and not fuzzy:
            key = "\0".join([entry["msgid"], *([entry["msgid_plural"]] if "msgid_plural" in entry else [])])
            catalogue["\4".join([*([entry["msgctxt"]] if "msgctxt" in entry else []), key])] = "\0".join(strings)

    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        elif line.startswith("msg"):
            field, _, rest = line.partition(" ")
            entry[field] = ast.literal_eval(rest.strip())
        elif entry:
            close()
            entry, fuzzy = {}, False
    return catalogue


def write(catalogue: dict[str, str]) -> bytes:
    """Return the catalogue in the MO format: two tables of (length, offset), then the strings."""
    pairs = sorted((key.encode(), value.encode()) for key, value in catalogue.items())
    begin = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    body = b""
    for which in (0, 1):
        for pair in pairs:
            tables[which] += [len(pair[which]), begin + len(body)]
            body += pair[which] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 28 + 16 * len(pairs))
    return head + b"".join(struct.pack(f"<{len(table)}I", *table) for table in tables) + body


def main() -> int:
    """Compile what there is; a file that cannot be read back stops everything."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(write(read(source.read_text(encoding="utf-8"))))
        with target.open("rb") as file:
            gettext.GNUTranslations(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
