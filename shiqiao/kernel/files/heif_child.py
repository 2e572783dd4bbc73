"""The child of `heif.decode`, run as a script: a HEIC picture on standard input, its pixels on standard output.

It knows nothing of the house: it must run alone (`python -I`), so that nothing of the house is in its memory.
"""

import resource
import struct
import sys

import pillow_heif
from PIL import Image, ImageColor, ImageMode  # before nothing can be opened any more

MEMORY, SECONDS = 3 * 1024**3, 30  # bytes of address space, seconds of computing
TOO_LARGE, UNREADABLE = 3, 4


def confine() -> None:
    """Give up what decoding does not need: files, connections, endless time and memory."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(most: int, side: int) -> int:
    """Decode; returns the exit code."""
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    ImageMode.getmode("RGBA")
    pillow_heif.options.DECODE_THREADS = 1
    confine()
    try:
        found = pillow_heif.open_heif(content, convert_hdr_to_8bit=True)
        width, height = found.size
        if width * height > most:
            sys.stderr.write(str(width * height))
            return TOO_LARGE
        exif = bytes(found.info.get("exif") or b"")[:65536]
        picture = found.to_pillow()  # upright: libheif turns and mirrors as the file says
        ground = Image.new("RGB", picture.size, ImageColor.getrgb("white"))
        if "A" in picture.mode:
            ground.paste(picture.convert("RGBA"), mask=picture.getchannel("A"))
        else:
            ground.paste(picture.convert("RGB"))
        if max(ground.size) > side:
            ground.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        out.write(struct.pack(">IIIII", width, height, *ground.size, len(exif)))
        out.write(exif)
        out.write(ground.tobytes())
        out.flush()
    except Exception as error:  # whatever the decoder raises for hostile bytes
        sys.stderr.write(type(error).__name__)
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
