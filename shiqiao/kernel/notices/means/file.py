"""For tests, the demo and trying out: each letter is a line of a file in the data folder; nothing leaves the house."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shiqiao.kernel.notices.means.letters import Away, Letter

log = logging.getLogger(__name__)


class File:
    """Appends to `letters.jsonl`, which only the service may read."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.path = Path(given["file"])

    def send(self, letter: Letter) -> None:
        """Write a letter down."""
        told = {"to": letter.to, "subject": letter.subject, "text": letter.text, "key": letter.key, "stop": letter.stop}
        try:
            self.path.touch(mode=0o600)
            with self.path.open("a", encoding="utf-8") as out:
                out.write(json.dumps(told, ensure_ascii=False) + "\n")
        except OSError as error:
            raise Away(type(error).__name__) from None
        log.info("a letter was written to %s", self.path.name)
