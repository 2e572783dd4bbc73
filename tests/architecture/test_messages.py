"""Both languages are complete: every sentence people may read has its Chinese."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_every_sentence_has_its_chinese() -> None:
    done = subprocess.run([sys.executable, "scripts/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_two_translations_of_one_sentence_fail_the_check(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "one.po").write_text('msgid "late"\nmsgstr "逾期"\n', encoding="utf-8")
    (parts / "two.po").write_text(
        'msgid "late"\nmsgstr "迟到"\n\nmsgid "Said nowhere."\nmsgstr "无处"\n', encoding="utf-8"
    )
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec
    assert spec.loader
    messages = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "messages", messages)
    spec.loader.exec_module(messages)
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    monkeypatch.setattr(messages, "TARGET", tmp_path / "django.po")
    monkeypatch.setattr(messages, "from_templates", list)
    monkeypatch.setattr(messages, "from_python", lambda: ([messages.Found("late", "here")], {"late"}))
    monkeypatch.setattr(sys, "argv", ["messages.py", "--check"])
    assert messages.main() == 1
    told = capsys.readouterr().err
    assert "two.po: “late” is “迟到” here and “逾期” before" in told
    assert "no longer in the source: two.po: “Said nowhere.”" in told
