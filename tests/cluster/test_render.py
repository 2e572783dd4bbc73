"""The files for real hosts, out of one short file."""

import re
from pathlib import Path

import yaml

from cluster.plan import TEMPLATES
from cluster.render import render
from shiqiao.config.options import Options


def test_each_host_gets_its_files_and_a_second_run_keeps_the_passwords(tmp_path: Path) -> None:
    first = {path: path.read_text() for path in render(TEMPLATES / "hosts.example.yaml", tmp_path / "out")}
    again = {path: path.read_text() for path in render(TEMPLATES / "hosts.example.yaml", tmp_path / "out")}
    assert first == again
    names = {str(path.relative_to(tmp_path / "out")) for path in first}
    assert {"haproxy.cfg", "db2/patroni.yml", "db2/etcd.yml", "web1/shiqiao.env", "worker/shiqiao.env"} <= names
    assert all(path.stat().st_mode & 0o077 == 0 for path in first), "there are passwords in them"


def test_what_must_hold_for_an_acknowledged_commit_stands_in_every_database_host(tmp_path: Path) -> None:
    render(TEMPLATES / "hosts.example.yaml", tmp_path)
    for name in ("db1", "db2", "db3"):
        given = yaml.safe_load((tmp_path / name / "patroni.yml").read_text())
        dcs = given["bootstrap"]["dcs"]
        assert dcs["synchronous_mode"] is dcs["synchronous_mode_strict"] is True
        assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"] < 30
        assert given["postgresql"]["parameters"]["synchronous_commit"] is True  # yaml's `on`
        assert "trust" not in str(given["postgresql"]["pg_hba"])


def test_nothing_is_left_to_be_filled_in(tmp_path: Path) -> None:
    for path in render(TEMPLATES / "hosts.example.yaml", tmp_path):
        assert not re.search(r"\$[a-z{]", path.read_text()), path


def test_further_settings_go_to_every_web_and_worker_host_and_the_example_of_a_bucket_is_one(tmp_path: Path) -> None:
    written = tmp_path / "hosts.yaml"
    example = (TEMPLATES / "hosts.example.yaml").read_text()
    written.write_text(example.replace("\n# settings:", "\nsettings:").replace("\n#   ", "\n  "))
    render(written, tmp_path / "out")
    for name in ("web1", "web2", "worker"):
        lines = (tmp_path / "out" / name / "shiqiao.env").read_text().splitlines()
        given = {line.partition("=")[0].lower(): line.partition("=")[2] for line in lines}
        options = Options.read({name.upper(): value for name, value in given.items()})
        assert options.attachments == "s3://shiqiao/files"
        assert (options.s3_endpoint, options.s3_secret) == ("https://10.1.0.30:9000", "change-me")
