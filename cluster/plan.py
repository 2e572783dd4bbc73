"""Which hosts a cluster has, and the files of each: the templates in deploy/cluster, filled in.

The cluster on this machine is written by the same lines as one of real hosts; only its addresses are other ones.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from shiqiao.base.db.unprivileged import character_type

TEMPLATES = Path(__file__).resolve().parents[1] / "deploy" / "cluster"
PASSWORDS = ("postgres", "replicator", "rewinder")


class Hosts(BaseModel):
    """The file that an administrator writes: names and addresses of the hosts, and where things lie on them."""

    model_config = ConfigDict(extra="forbid")

    databases: dict[str, str] = Field(min_length=3)  # name: address; each is a member of etcd too
    webs: dict[str, str] = Field(min_length=1)
    proxy: str  # address that HAProxy listens on; on several hosts the one that they pass on to each other
    network: str  # network of all of them, for pg_hba
    public_name: str  # host name that people open
    certificate: str = ""  # chain and key in one PEM on the host of HAProxy; empty: plain HTTP on 8080
    binaries: str  # folder with postgres, initdb and pg_rewind on the database hosts
    run: str = "/run/shiqiao"  # sockets and pgpass
    data: str = "/var/lib/shiqiao"  # of database and etcd
    shared: str = "/srv/shiqiao"  # the data folder that all web and worker hosts mount
    shared_buffers: str = "1GB"
    settings: dict[str, str] = Field(default_factory=dict)  # further SHIQIAO_* variables of web and worker hosts


@dataclass
class Plan:
    """A cluster's hosts with its passwords; `words` may be those of a former rendering."""

    hosts: Hosts
    words: dict[str, str] = field(default_factory=lambda: {name: secrets.token_urlsafe(24) for name in PASSWORDS})

    @property
    def database_url(self) -> str:
        """The connection that `shiqiao up` provisions with: the primary, wherever it is."""
        return f"postgresql://postgres:{quote(self.words['postgres'])}@{self.hosts.proxy}:5000/shiqiao"

    def patroni(self, name: str) -> str:
        """Return a database node's configuration of Patroni."""
        hosts = self.hosts
        return _fill(
            "patroni.yml", name=name, address=hosts.databases[name], binaries=hosts.binaries, run=f"{hosts.run}/{name}",
            data=f"{hosts.data}/{name}/cluster", network=hosts.network, shared_buffers=hosts.shared_buffers,
            character_type=character_type(), etcd_clients=",".join(f"{one}:2379" for one in hosts.databases.values()),
            **{f"password_{role}": word for role, word in self.words.items()},
        )  # fmt: skip

    def etcd(self, name: str) -> str:
        """Return a member's configuration of etcd."""
        peers = ",".join(f"{one}=http://{address}:2380" for one, address in self.hosts.databases.items())
        address, data = self.hosts.databases[name], f"{self.hosts.data}/{name}/etcd"
        return _fill("etcd.yml", name=name, address=address, data=data, etcd_peers=peers)

    def haproxy(self) -> str:
        """Return the configuration of HAProxy."""
        hosts = self.hosts
        return _fill(
            "haproxy.cfg", proxy=hosts.proxy, public_name=hosts.public_name, network=hosts.network,
            scheme="https" if hosts.certificate else "http",
            bind_tls=f" ssl crt {hosts.certificate} alpn h2,http/1.1" if hosts.certificate else "",
            database_servers=_servers(hosts.databases, "5432 check port 8008"),
            web_servers=_servers(hosts.webs, "8000 check"),
            same_servers="\n".join(
                f"  server {one} {address}:8000 track web_that_is_ready/{one}" for one, address in hosts.webs.items()
            ),
        )  # fmt: skip

    def web(self, name: str) -> dict[str, str]:
        """Return the variables of a web host, or of one that only works."""
        hosts = self.hosts
        return {
            "DATABASE_URL": self.database_url,
            "SHIQIAO_DATA": hosts.shared,
            "SHIQIAO_OWN": f"{hosts.data}/{name}",
            "SHIQIAO_HOST": hosts.webs.get(name, "127.0.0.1"),
            "SHIQIAO_PORT": "8000",
            "SHIQIAO_HOSTS": hosts.public_name,
            "SHIQIAO_PROXIES": hosts.proxy,
            "SHIQIAO_DRAIN": "4",
            **({"SHIQIAO_SECURE": "1"} if hosts.certificate else {}),
            **hosts.settings,
        }


def _servers(named: dict[str, str], rest: str) -> str:
    return "\n".join(f"  server {name} {address}:{rest}" for name, address in named.items())


def _fill(template: str, **values: Any) -> str:
    return Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)
