"""Both languages are complete: every sentence people may read has its Chinese."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_sentence_has_its_chinese() -> None:
    done = subprocess.run([sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
