"""Uploads are bounded while they arrive."""

import pytest

from shiqiao.surfaces.kit import uploads


@pytest.mark.unit
def test_what_is_over_every_limit_is_not_written_but_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "BOUND", 10)
    handler = uploads.BoundedUploadHandler()
    handler.new_file("photo", "a.mp4", "video/mp4", None, None, {})
    for start, piece in ((0, b"123456"), (6, b"789abc"), (12, b"def")):
        handler.receive_data_chunk(piece, start)
    with handler.file_complete(15) as kept:
        assert (kept.size, kept.read()) == (15, b"123456789a")


@pytest.mark.unit
def test_the_product_uses_it_for_everything_that_does_not_fit_into_memory() -> None:
    from django.conf import settings

    assert settings.FILE_UPLOAD_HANDLERS[-1] == "shiqiao.surfaces.kit.uploads.BoundedUploadHandler"
