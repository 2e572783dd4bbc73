"""Every setting an operator may give, typed, with its default and what it is for; read from SHIQIAO_* variables."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Options:
    """The installation's settings; `Options.read(os.environ)` names a wrong one."""

    data: Path = Path("var")  # folder of database, attachments and secrets
    attachments: str = ""  # store of attachments: s3://bucket/prefix. Empty: the folder files in the data folder
    attachments_former: str = ""  # where what was not moved yet is still found: folder, or s3://bucket/prefix
    s3_endpoint: str = ""  # address of the S3-compatible store, such as https://10.1.0.30:9000. Empty: AWS
    s3_region: str = ""  # its region. Empty: as AWS tools find it, us-east-1 where an address is given
    s3_key: str = ""  # name of the key. Empty: as AWS tools find it (AWS_ACCESS_KEY_ID, profile, role)
    s3_secret: str = field(default="", repr=False)  # secret: the key
    s3_virtual: bool = False  # the bucket is part of the host's name (OSS, COS), not of the path
    own: str = ""  # where hosts share the data folder: this host's own folder. Empty: the data folder
    drain: float = 0.0  # seconds between "not ready" and the end at SIGTERM, so that a proxy looks elsewhere; 0: none
    host: str = "127.0.0.1"  # address to listen on
    port: int = 8000  # port to listen on
    workers: int = 2  # web processes
    threads: int = 4  # threads of one web process, each with its own database connection
    demo: bool = False  # live on the demo morning, show the banner, print logins
    debug: bool = False  # developers only: error pages with code
    hosts: list[str] = field(default_factory=lambda: ["127.0.0.1", "localhost", "[::1]"])  # host names served
    origins: list[str] = field(default_factory=list)  # further trusted origins, with scheme, behind a proxy
    proxies: list[str] = field(
        default_factory=list
    )  # addresses or networks of own proxies: what they forward is believed
    log: str = ""  # `json` or `plain` lines in the log; empty: plain on a terminal, JSON elsewhere
    metrics_token: str = ""  # bearer token for reading /metrics from elsewhere; empty: this machine only
    locality: str = ""  # code of the street that the portal opens on where there are several; empty: residents choose
    db_web: str = ""  # set by `shiqiao up`: the connection of the web role, which owns no table
    db_owner: str = ""  # set by `shiqiao up`: the connection of the role that owns the tables, for migrations only
    clock_offset: float = 0.0  # demo only: seconds added to the present moment
    password_days: int = 90  # after so many days a password must be changed; 0: never (the demo never asks)
    idle_minutes: int = 30  # who does nothing for so long is signed out; 0: never
    session_hours: int = 12  # after so many hours everybody signs in anew
    backup_to: str = ""  # folder that a backup goes to every night; on another disk or machine. Empty: none is made
    backup_at: str = "02:30"  # when, by the clock on the wall
    backup_keep: str = "7,5,12"  # how many daily, weekly and monthly backups stay
    crypto: str = "std"  # encryption of a new installation: std (AES, SHA-256) or gm (SM4, SM3)
    map_tiles: str = ""  # address of map tiles (WGS84), https://host/{z}/{x}/{y}.png; empty: grids are the ground
    link_days: int = 365  # days after closing in which a reporter's secret link still opens the report
    public_url: str = ""  # address by which residents reach the portal, for links in what is sent to them
    channels: list[str] = field(default_factory=list)  # how notices leave: mail,sms,wecom,dingtalk,wechat,file
    mail: str = field(default="", repr=False)  # secret: smtp://user:password@host:587 (STARTTLS) or smtps://…:465
    mail_from: str = ""  # sender of mails, such as noreply@example.com
    sms_url: str = ""  # own SMS gateway, takes signed JSON (docs/how-to/notices.md)
    sms_key: str = field(default="", repr=False)  # secret: key of its signatures
    sms_sign: str = ""  # registered signature in front of each SMS, without brackets
    wecom_url: str = "https://qyapi.weixin.qq.com"  # interface of WeCom (企业微信)
    wecom_robot: str = field(default="", repr=False)  # secret: webhook of a group's robot; else the application below
    wecom_corp: str = ""  # corpid
    wecom_agent: str = ""  # agentid of the own application
    wecom_secret: str = field(default="", repr=False)  # secret of the own application
    dingtalk_robot: str = field(default="", repr=False)  # secret: webhook of a DingTalk (钉钉) robot
    dingtalk_secret: str = field(default="", repr=False)  # secret: signing key of the robot (SEC…)
    wechat_url: str = "https://api.weixin.qq.com"  # interface of WeChat service accounts (公众号)
    wechat_app: str = ""  # appid of the service account
    wechat_secret: str = field(default="", repr=False)  # secret of the service account
    wechat_template: str = ""  # template with the fields thing and time
    secure: bool = False  # serve over TLS: cookies are then sent over TLS only

    @classmethod
    def read(cls, environ: "os._Environ[str] | dict[str, str]") -> "Options":
        """Build the options from variables named SHIQIAO_<NAME>; raises ValueError naming a wrong variable."""
        given: dict[str, Any] = {}
        for option in fields(cls):
            name = f"SHIQIAO_{option.name.upper()}"
            if name in environ:
                try:
                    given[option.name] = _parse(getattr(option.type, "__name__", str(option.type)), environ[name])
                except ValueError as error:
                    raise ValueError(f"{name}={environ[name]!r} cannot be read as {option.type}: {error}") from error
        return cls(**given)


def _parse(kind: str, text: str) -> object:
    if "list" in kind:
        return [part.strip() for part in text.split(",") if part.strip()]
    if "bool" in kind:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ValueError("use 1 or 0")
        return text.lower() in {"1", "true", "yes"}
    if "Path" in kind:
        return Path(text)
    return {"int": int, "float": float}.get(kind, str)(text)
