"""Giving out what people sent: under a safe name, looked at in a cage, piece by piece when asked. Ask for the right first."""

import os
import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse

from shiqiao.kernel.files.covering import neutral_name
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.files.reads import open_file, open_thumbnail
from shiqiao.surfaces.kit.policy import NOTHING

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Piece:
    """A part of a file, for an answer that gives only that."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        file.seek(first)
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        """Read on, at most to the part's end."""
        wanted = self._left if size < 0 else min(size, self._left)
        found = self._file.read(wanted) if wanted else b""
        self._left -= len(found)
        return found

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def give(request: HttpRequest, found: Attachment, *, small: bool = False) -> HttpResponse:
    """Answer with a file whose subject the caller may see; pictures may be shown in the browser, the rest is saved.

    Recordings can be had in ranges (RFC 9110, one at a time), so that a broken download goes on where it stopped.
    """
    small = small and found.is_picture
    content = open_thumbnail(found) if small else open_file(found)
    response: HttpResponse = _part(request, found, content) if not small else _whole(found, content)  # type: ignore[assignment]
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    response.headers["Content-Security-Policy"] = NOTHING
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["ETag"] = mark_of(found, small=small)
    return response


def mark_of(found: Attachment, *, small: bool = False) -> str:
    """Return the entity tag of a file: its content's hash, marked where the small picture is meant."""
    return f'"{found.sha256}{"-320" if small and found.is_picture else ""}"'


def _whole(found: Attachment, content: BinaryIO) -> FileResponse:
    return FileResponse(
        content, content_type=found.mime, as_attachment=not found.is_picture, filename=neutral_name(found)
    )  # fmt: skip


def _part(request: HttpRequest, found: Attachment, content: BinaryIO) -> HttpResponse | FileResponse:
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    asked = request.headers.get("Range", "") if _still(request, found) else ""
    span = span_of(asked, size)
    if span is None:
        response = _whole(found, content)
        response.headers["Accept-Ranges"] = "bytes"
        return response
    if not span:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, length = span
    response = FileResponse(
        Piece(content, first, length), content_type=found.mime, as_attachment=not found.is_picture,
        filename=neutral_name(found), status=206,
    )  # fmt: skip
    response.headers["Content-Length"] = str(length)
    response.headers["Content-Range"] = f"bytes {first}-{first + length - 1}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _still(request: HttpRequest, found: Attachment) -> bool:
    """Tell whether the caller's earlier part is of the same content; content never changes under its hash."""
    earlier = request.headers.get("If-Range", "")
    return not earlier or earlier.strip('"') == found.sha256


def span_of(asked: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """Return first byte and length of a range; None for no range that we know, an empty tuple for one outside."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:  # the last so many bytes
        length = min(int(match[2][:18]), size)
        return (size - length, length) if length else ()
    first = int(match[1][:18])
    last = min(int(match[2][:18]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2][:18]) < first:
        return None  # not a range at all (RFC 9110, 14.1.1)
    return (first, last - first + 1) if first < size else ()
