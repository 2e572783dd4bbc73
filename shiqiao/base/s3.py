"""S3-compatible stores, through pyarrow: the same library writes the lake. Nothing is imported until an address is opened."""

from dataclasses import dataclass
from typing import Any

from shiqiao.base.errors import Invalid, Unavailable

SCHEME = "s3://"
CONNECT, REQUEST = 3.0, 30.0  # seconds for one try; the library tries three times
REGION = "us-east-1"  # what stores of one's own take when none is named
_WRONG = "Write s3://bucket/prefix."


@dataclass(frozen=True, slots=True)
class Access:
    """How the store is reached: the settings SHIQIAO_S3_*. What is empty is looked for as AWS tools do (AWS_*, profile)."""

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""
    virtual: bool = False

    @classmethod
    def of(cls, options: Any) -> "Access":
        """Take the settings out of the installation's options."""
        return cls(**{name: getattr(options, f"s3_{name}") for name in cls.__slots__})


def opened(address: str, access: Access, *, setting: str) -> tuple[Any, str]:
    """Return pyarrow's file system and the path in it of `s3://bucket/prefix`; no word is sent yet.

    With a query (`?region=…&endpoint_override=…`) the address says by itself how it is reached. Raises Invalid under
    `setting` for what is no such address, and Unavailable where pyarrow is not installed.
    """
    bucket, _, prefix = address.partition("?")[0].removeprefix(SCHEME).partition("/")
    if not address.startswith(SCHEME) or not bucket:
        raise Invalid(fields={setting: _WRONG})
    try:
        import pyarrow.fs as pafs
    except ImportError:
        raise Unavailable(
            "A store on S3 needs pyarrow, which is not installed.",
            fields={setting: "Install shiqiao with the extra s3."},
        ) from None
    if "?" in address:
        found = pafs.FileSystem.from_uri(address)
        return found[0], str(found[1]).rstrip("/")
    given = {
        "endpoint_override": access.endpoint, "region": access.region or (REGION if access.endpoint else ""),
        "access_key": access.key, "secret_key": access.secret, "force_virtual_addressing": access.virtual,
    }  # fmt: skip
    made = pafs.S3FileSystem(
        **{name: value for name, value in given.items() if value}, connect_timeout=CONNECT, request_timeout=REQUEST,
        allow_delayed_open=True,  # a small file is one request, not an upload in parts
    )  # fmt: skip
    return made, f"{bucket}/{prefix}".rstrip("/")
