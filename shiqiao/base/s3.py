"""S3-compatible stores, through pyarrow: the same library writes the lake. Nothing is imported until an address is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from shiqiao.base.errors import Invalid, NotFound, ShiqiaoError, Unavailable

SCHEME = "s3://"
CONNECT, REQUEST = 3.0, 30.0  # seconds for one try; the library tries three times
REGION = "us-east-1"  # what stores of one's own take when none is named
_WRONG = "Write s3://bucket/prefix."
# What pyarrow says in its sentences, which have no code of their own.
_NO_BUCKET = ("NO_SUCH_BUCKET", "To create buckets, enable")
_NO_RIGHT = (
    "ACCESS_DENIED",
    "INVALID_ACCESS_KEY_ID",
    "SIGNATURE_DOES_NOT_MATCH",
    "INVALID_CLIENT_TOKEN_ID",
    "MISSING_AUTHENTICATION",
)
_AWAY = ("NETWORK_CONNECTION", "REQUEST_TIMEOUT", "SERVICE_UNAVAILABLE", "SLOW_DOWN")


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


@contextmanager
def refusals(address: str, access: Access, *, setting: str) -> Iterator[None]:
    """Turn what a store at an address refuses in the block into words: the bucket, the right, the way there.

    Raises NotFound or Unavailable with the remedy, of the field `setting` or of the settings SHIQIAO_S3_*; what is nothing of
    these stays as it is.
    """
    try:
        yield
    except ShiqiaoError:
        raise
    except Exception as error:
        if address.startswith(SCHEME) and (told := _refusal(str(error), address, access, setting)):
            raise told from error
        raise


def no_bucket(address: str, setting: str) -> NotFound:
    """Return the error for a bucket that is not there."""
    bucket = address.partition("?")[0].removeprefix(SCHEME).partition("/")[0]
    return NotFound(
        "The store has no bucket {bucket}.",
        fields={setting: "Make the bucket with the tools of the store, or name another one: s3://bucket/prefix."},
        bucket=bucket,
    )


def _refusal(said: str, address: str, access: Access, setting: str) -> ShiqiaoError | None:
    """Return what the store's sentence means, None for what is not known."""
    if any(mark in said for mark in _NO_BUCKET):
        return no_bucket(address, setting)
    place = address.partition("?")[0]
    if any(mark in said for mark in _NO_RIGHT):
        return Unavailable(
            "The store lets this key do nothing at {place}.",
            fields={
                "SHIQIAO_S3_KEY": "Look at key and secret; the key needs the rights to list, read, write and delete there."
            },
            place=place,
        )
    if any(mark in said for mark in _AWAY):
        return Unavailable(
            "The store at {endpoint} does not answer.",
            fields={
                "SHIQIAO_S3_ENDPOINT": "Look at its address and port, and whether this machine reaches it; then call it again."
            },
            endpoint=access.endpoint or "AWS",
        )
    return None
