"""The code of a release in a folder of its own: a former commit's, or the next one's, made from this one.

All run in this environment: a former release that needs other packages than this one cannot be tried so.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.installation import REPOSITORY

KEPT = ("shiqiao", "faults", "benchmarks", "cluster", "localities", "scripts")
# What the next release adds: a column of the busiest table, a table behind the fence, an index; and a file that pages name.
NEXT = {
    "shiqiao/kernel/matters/migrations/9999_tomorrow.py": """from django.db import migrations, models
from shiqiao.base.db.fences import fence
class Migration(migrations.Migration):
    rolling = True
    dependencies = [("matters", "{last}")]
    operations = [
        migrations.AddField("matter", "tomorrow", models.IntegerField(db_default=7)),
        migrations.CreateModel("Tomorrow", [
            ("id", models.BigAutoField(primary_key=True)), ("street", models.IntegerField(db_index=True))]),
        fence("matters_tomorrow"),
    ]
""",
    "shiqiao/kernel/people/migrations/9999_tomorrow.py": """from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
class Migration(migrations.Migration):
    rolling, atomic = True, False
    dependencies = [("people", "{last}")]
    operations = [AddIndexConcurrently("account", models.Index(fields=["display_name"], name="account_tomorrow"))]
""",
    "shiqiao/surfaces/kit/static/kit/tomorrow.css": ":root { --tomorrow: 1; }\n",
}
PAGE = "shiqiao/surfaces/kit/templates/kit/desk.html"
NAMED = """<link rel="stylesheet" href="{% static 'kit/desk.css' %}">"""


class NoRelease(Exception):
    """There is no such former release."""


def newest_tag() -> str:
    """Return the newest tag that this commit descends from; raises NoRelease."""
    ran = _git("describe", "--tags", "--abbrev=0")
    if ran.returncode:
        raise NoRelease("There is no tag yet: name the commit of the former release, FROM=.")
    return ran.stdout.decode().strip()


def of_commit(commit: str, folder: Path) -> Path:
    """Put the code of a commit into a new folder, with what is fetched and compiled; raises NoRelease."""
    ran = _git("archive", "--format=tar", commit, "--", *KEPT)
    if ran.returncode:
        raise NoRelease(f"There is no code of {commit}: {ran.stderr.decode().strip()}")
    folder.mkdir(mode=0o711)
    subprocess.run(["tar", "--extract", "--directory", folder], input=ran.stdout, check=True)
    (folder / "node_modules").symlink_to(REPOSITORY / "node_modules")
    subprocess.run([sys.executable, folder / "scripts" / "compile_messages.py"], check=True, stdout=subprocess.DEVNULL)
    return folder


def of_tomorrow(folder: Path) -> Path:
    """Put this code into a new folder, with tables, an index and a static file more, as the next release may bring them."""
    folder.mkdir(mode=0o711)
    for name in KEPT:
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    (folder / "node_modules").symlink_to(REPOSITORY / "node_modules")
    for name, text in NEXT.items():
        last = max((one.stem for one in (folder / name).parent.glob("0*.py")), default="")
        (folder / name).write_text(text.replace("{last}", last), encoding="utf-8")
    page = folder / PAGE
    text = page.read_text(encoding="utf-8")
    assert NAMED in text, f"{PAGE} does not name its style any more"
    page.write_text(text.replace(NAMED, NAMED + NAMED.replace("desk.css", "tomorrow.css")), encoding="utf-8")
    return folder


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(REPOSITORY), *words], capture_output=True)
