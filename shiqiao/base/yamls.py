"""Reading YAML that people write: what is wrong is named with its line, and no file can ask for endless work."""

from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionStartEvent, NodeEvent

from shiqiao.base.errors import Invalid

LARGEST = 4 * 1024 * 1024  # characters
DEEPEST = 40  # levels of lists and mappings within each other
_SIZE = "The file {name} is larger than {most} MB. Split it."
_BYTES = "The file {name} is not UTF-8: byte {place} cannot be read. Save it again as UTF-8."
_GONE = "The file {name} cannot be opened: {reason}."
_WRONG = "Line {line} of {name} is not readable YAML: {reason}. Mend it there."
_VALUE = "The file {name} has a value that is none: {reason}. Put it in quotes if it is text."
_DEEP = "Line {line} of {name} stands more than {most} levels deep. Write it flatter."
_TWICE = "Line {line} of {name} gives {key} a second time. Write it once."
_ALIAS = "Line {line} of {name} repeats (*) what itself repeats. Write it out."


class _Loader(yaml.CSafeLoader):
    """Refuses a key that stands twice: of two values one would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        for place, (key, _) in enumerate(node.value):
            if isinstance(key, yaml.ScalarNode) and key.value in keys[:place]:
                raise _Twice(key.start_mark.line + 1, str(key.value)[:40])
        return super().construct_mapping(node, deep)


class _Twice(Exception):
    def __init__(self, line: int, key: str) -> None:
        self.line, self.key = line, key


def read_yaml_file(path: Path, *, field: str = "file") -> Any:
    """Return what a YAML file holds; raises Invalid naming file, line and remedy under `field`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _invalid(field, _GONE, name=path.name, reason=error.strerror) from error
    return read_yaml(content, name=path.name, field=field)


def read_yaml(content: str | bytes, *, name: str = "YAML", field: str = "file") -> Any:
    """Return what YAML text holds; raises Invalid naming line and remedy under `field`."""
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise _invalid(field, _BYTES, name=name, place=error.start) from error
    if len(content) > LARGEST:
        raise _invalid(field, _SIZE, name=name, most=LARGEST // 2**20)
    try:
        _walk(content, name, field)
        return yaml.load(content, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise _invalid(field, _WRONG, name=name, line=line, reason=error.problem or error.context or "") from error
    except yaml.YAMLError as error:
        raise _invalid(field, _WRONG, name=name, line=1, reason=" ".join(str(error).split())) from error
    except _Twice as error:
        raise _invalid(field, _TWICE, name=name, line=error.line, key=error.key) from error
    except (ValueError, OverflowError, TypeError, AttributeError) as error:  # 2018-13-45, a number of 5000 digits
        raise _invalid(field, _VALUE, name=name, reason=error) from error


def _walk(content: str, name: str, field: str) -> None:
    """Look at the structure before anything is made of it: depth, and repeats within repeats that would multiply."""
    depth, anchored = 0, 0
    for event in yaml.parse(content, yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, CollectionStartEvent):
            depth += 1
            anchored += bool(anchored or event.anchor)
        elif type(event).__name__ in ("SequenceEndEvent", "MappingEndEvent"):
            depth -= 1
            anchored -= bool(anchored)
        if depth > DEEPEST:
            raise _invalid(field, _DEEP, name=name, line=line, most=DEEPEST)
        if isinstance(event, NodeEvent) and isinstance(event, AliasEvent) and anchored:
            raise _invalid(field, _ALIAS, name=name, line=line)


def _invalid(field: str, sentence: str, **params: object) -> Invalid:
    return Invalid(sentence, fields={field: sentence}, **params)
