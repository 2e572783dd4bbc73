"""Keep the translations complete: extract the msgids, merge the parts, compile. Needs no system gettext.

    python scripts/messages.py           merge shiqiao/locale/zh_Hans/parts/*.po into django.po and compile django.mo
    python scripts/messages.py --check   also fail when a msgid lacks its Chinese or has two; names each with its place

Msgids come from: gettext calls in Python; {% translate %}, {% blocktranslate %} and _("…") in templates; class
docstrings of errors; the sentences given when an error is raised (first argument and the values of `fields`);
titles of sockets' entries (MenuEntry, MatterPanel, Holding); `# msgid` marks on any other line with one string.

What has Chinese but stands nowhere in the source any more is named as a warning; an entry whose msgid comes from
elsewhere carries a comment `# kept: why`.
"""

import argparse
import ast
import gc
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "shiqiao"
LOCALE = SOURCE / "locale" / "zh_Hans"
TARGET = LOCALE / "LC_MESSAGES" / "django.po"
PLAIN = {"gettext", "gettext_lazy", "gettext_noop", "_", "N_"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
TITLED = {
    "MenuEntry": 0, "MatterPanel": 1, "Saying": 1, "SubjectPanel": 1, "SubjectTimeline": 1, "ListExport": 1, "Column": 0,
    "Holding": 1,
}  # fmt: skip
SENTENCE = re.compile(r"[A-Z“][^\n]* [^\n]*[.!?]")  # what kernel and surfaces say to people
OPERATORS = ("shiqiao/config", "shiqiao/surfaces/api/schemas.py")
HEADER = """msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
STRING = r"""(?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(rf"\b(n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """A msgid and where it stands."""

    text: str
    where: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def text_of(node: ast.AST | None) -> str:
    """Return the value of a string constant, else an empty text."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def name_of(node: ast.AST) -> str:
    """Return the last part of a called name: errors.Invalid → Invalid."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


class Reader(ast.NodeVisitor):
    """Collects the msgids of one Python file."""

    def __init__(self, where: str, errors: set[str]) -> None:
        self.where, self.errors, self.found = where, errors, []  # type: str, set[str], list[Found]
        self.said: set[str] = set()

    def visit_Expr(self, node: ast.Expr) -> None:
        """Pass by strings that stand alone: they are documentation, and said where an error takes them."""
        if isinstance(node.value, ast.Constant):
            self.said.add(text_of(node.value))
        else:
            self.generic_visit(node)

    def add(self, node: ast.AST, text: str, context: str = "", plural: str = "") -> None:
        """Keep a msgid, if there is one."""
        if text:
            self.found.append(Found(text, f"{self.where}:{getattr(node, 'lineno', 0)}", context, plural))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Take the first line of an error's docstring: it is the default message."""
        if node.name in self.errors:
            self.add(node, (ast.get_docstring(node) or "").split("\n")[0])
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Take the arguments that are sentences."""
        name, given = name_of(node.func), [text_of(argument) for argument in node.args]
        if name in PLAIN:
            self.add(node, given[0] if given else "")
        elif name in PLURAL and len(given) > 1:
            self.add(node, given[0], plural=given[1])
        elif name in CONTEXT and len(given) > 1:
            self.add(node, given[1], given[0])
        elif name in self.errors:
            self.take_error(node, given)
        elif name in TITLED:
            titles = [text_of(word.value) for word in node.keywords if word.arg == "title"] or given[TITLED[name] :]
            self.add(node, titles[0] if titles else "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Take whole sentences of kernel and surfaces wherever they stand: they are shown to somebody sooner or later."""
        if not isinstance(node.value, str):
            return
        self.said.add(node.value)
        if self.where.startswith(OPERATORS) or not SENTENCE.fullmatch(node.value):
            return  # help texts of the command line and of the API's documentation are English
        if all(found.text != node.value for found in self.found):
            self.add(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave f-strings alone: their pieces are no msgids, though what stands in their braces may be said."""
        self.said |= {text_of(part) for part in ast.walk(node)}

    def take_error(self, node: ast.Call, given: list[str]) -> None:
        """Take the sentence and the field sentences of an error that is raised."""
        self.add(node, given[0] if given else "")
        for word in node.keywords:
            if word.arg == "fields" and isinstance(word.value, ast.Dict):
                for value in word.value.values:
                    self.add(value, text_of(value))


def python_files() -> Iterator[Path]:
    """Give the product's Python files."""
    return (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


def classes(node: ast.AST) -> Iterator[ast.ClassDef]:
    """Give the classes that stand in a file, also those within others: only statements are looked through."""
    for part in ("body", "orelse", "handlers", "finalbody", "cases"):
        inside = getattr(node, part, None)
        for one in inside if isinstance(inside, list) else ():
            if isinstance(one, ast.ClassDef):
                yield one
            yield from classes(one)


def error_names(trees: dict[Path, ast.Module]) -> set[str]:
    """Return the names of all classes that descend from ShiqiaoError, however far."""
    bases = {
        node.name: {name_of(base) for base in node.bases}
        for tree in trees.values() for node in classes(tree)
    }  # fmt: skip
    names = {"ShiqiaoError"}
    while more := {name for name, parents in bases.items() if parents & names} - names:
        names |= more
    return names


def from_python() -> tuple[list[Found], set[str]]:
    """Extract from Python, and from lines marked `# msgid`; with all strings that stand anywhere."""
    sources = {path: path.read_text(encoding="utf-8") for path in python_files()}
    trees = {path: ast.parse(source) for path, source in sources.items()}
    errors = error_names(trees)
    found: list[Found] = []
    said: set[str] = set()
    for path, tree in trees.items():
        reader = Reader(str(path.relative_to(ROOT)), errors)
        reader.visit(tree)
        found += reader.found
        said |= reader.said
        for number, line in enumerate(sources[path].splitlines(), 1):
            if line.rstrip().endswith("# msgid") and (literal := re.search(STRING, line)):
                found.append(Found(ast.literal_eval(literal.group()), f"{reader.where}:{number}"))
    return found, said


def from_templates() -> list[Found]:
    """Extract from templates, through Django's own reading of them."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    found: list[Found] = []
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        where = str(path.relative_to(ROOT))
        for call in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"), origin=where)):
            words = [ast.literal_eval(word.lstrip("u")) for word in re.findall(STRING, call.group(2), re.DOTALL)]
            found.append(_template_entry(call.group(1), words, where))
    return found


def _template_entry(function: str, words: list[str], where: str) -> Found:
    context = words.pop(0) if function.endswith("pgettext") else ""
    return Found(words[0], where, context, words[1] if function.startswith("n") else "")


def merged() -> tuple[Catalog, list[str]]:
    """Merge the parts; a msgid translated in two ways is reported (the first part by name wins)."""
    whole, quarrels = Catalog(locale="zh_Hans", project="Shiqiao", fuzzy=False, charset="utf-8"), []
    for part in sorted((LOCALE / "parts").glob("*.po")):
        for message in read_po(io.BytesIO(part.read_bytes()), locale="zh_Hans"):
            if not message.id:
                continue
            known = whole.get(message.id, message.context)
            if known and known.string != message.string:
                quarrels.append(f"{part.name}: “{message.id}” is “{message.string}” here and “{known.string}” before")
            elif not known:
                whole.add(message.id, message.string, context=message.context)
    return whole, quarrels


def missing(whole: Catalog, found: list[Found]) -> list[Found]:
    """Return the msgids that have no Chinese, once each."""
    lacking = {one.key: one for one in reversed(found) if not _translated(whole, one)}
    return sorted(lacking.values(), key=lambda one: one.where)


def _translated(whole: Catalog, one: Found) -> bool:
    message = whole.get((one.text, one.plural) if one.plural else one.text, one.context or None)
    message = message or (whole.get(one.text, one.context or None))
    return bool(message and (any(message.string) if isinstance(message.string, tuple) else message.string))


def spare(said: set[str]) -> list[str]:
    """Return the entries of the parts that nothing in the source says any more, each with its part."""
    return [
        f"{part.name}: “{first}”"
        for part in sorted((LOCALE / "parts").glob("*.po"))
        for message in read_po(io.BytesIO(part.read_bytes()), locale="zh_Hans")
        if (first := message.id if isinstance(message.id, str) else message.id[0])
        and first not in said and not any(line.startswith("kept:") for line in message.user_comments)
    ]  # fmt: skip


def write(whole: Catalog) -> None:
    """Write django.po (sorted, without dates, so that it changes only with its content) and django.mo."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = io.BytesIO()
    write_po(lines, whole, sort_output=True, omit_header=True, width=120)
    TARGET.write_text(HEADER + lines.getvalue().decode(), encoding="utf-8")
    with TARGET.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, whole)


def quoted(text: str) -> str:
    """Write a text as PO does."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def entry(one: Found) -> str:
    """Return a PO entry that waits for its Chinese."""
    context = f"msgctxt {quoted(one.context)}\n" if one.context else ""
    return f"#: {one.where}\n{context}msgid {quoted(one.text)}\nmsgstr {quoted('')}\n"


def main() -> int:
    """Merge, compile, and check when asked; returns 1 when a check fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail when a msgid has no Chinese, or two")
    parser.add_argument("--po", action="store_true", help="print what is missing as PO entries to fill in")
    args = parser.parse_args()
    gc.disable()  # all the source stays until the end
    whole, quarrels = merged()
    write(whole)
    in_python, said = from_python()
    found = [*in_python, *from_templates()]
    lacking = missing(whole, found)
    for quarrel in quarrels:
        print(f"two translations: {quarrel}", file=sys.stderr)
    for one_spare in spare(said | {one.text for one in found}) if args.check else ():
        print(f"no longer in the source: {one_spare}", file=sys.stderr)
    for one in lacking:
        if args.po:
            print(entry(one))
        else:
            print(f"no Chinese: {one.where}: {one.text}", file=sys.stderr)
    count = len({one.key for one in found})
    print(f"{count} msgids, {len(whole)} translated, {len(lacking)} lack their Chinese.", file=sys.stderr)
    return 1 if args.check and (lacking or quarrels) else 0


if __name__ == "__main__":
    sys.exit(main())
