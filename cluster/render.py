"""`python -m cluster.render HOSTS.yaml FOLDER`: write the files of each host, with passwords made once and kept there."""

import json
import os
import sys
from pathlib import Path

import yaml

from cluster.plan import Hosts, Plan


def render(written: Path, folder: Path) -> list[Path]:
    """Write a folder for each host; a second run keeps the passwords. Returns the files."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    plan = Plan(Hosts.model_validate(yaml.safe_load(written.read_text(encoding="utf-8"))))
    kept = folder / "passwords.json"
    if kept.exists():
        plan.words = json.loads(kept.read_text(encoding="utf-8"))
    files = {kept: json.dumps(plan.words, indent=1), folder / "haproxy.cfg": plan.haproxy()}
    for name in plan.hosts.databases:
        files[folder / name / "patroni.yml"] = plan.patroni(name)
        files[folder / name / "etcd.yml"] = plan.etcd(name)
    for name in [*plan.hosts.webs, "worker"]:
        lines = [f"{key}={value}" for key, value in plan.web(name).items()]
        files[folder / name / "shiqiao.env"] = "\n".join([*lines, ""])
    for path, text in files.items():
        write(path, text)
    return list(files)


def write(path: Path, text: str) -> None:
    """Write a file that its owner alone may read: there are passwords in it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    for each in render(Path(sys.argv[1]), Path(sys.argv[2])):
        print(each)
