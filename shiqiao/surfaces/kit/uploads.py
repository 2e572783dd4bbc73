"""Uploads are bounded while they arrive: what is over every limit is not written down, but its true size is told."""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from shiqiao.kernel.files.rules import LARGEST

BOUND = LARGEST + 1


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Like Django's handler for large files, but it stops writing behind the largest size that any kind may have."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of the upload, or let it go by."""
        if start < BOUND:
            self.file.write(raw_data[: BOUND - start])

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return the file; its `size` is what was sent, also where less was kept."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file
