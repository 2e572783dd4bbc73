"""Take the pictures in docs/images from a demo of its own: `python scripts/pictures.py [--base ADDRESS] [--out FOLDER]`.

With `--base` a running demo is photographed instead. Look at every picture before you commit it.
"""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from look import chromium
from looking.demo import PASSWORD, ROOT, running
from looking.pictures import SUBJECTS, TOUR, shoot
from looking.signing import Visitors
from looking.walking import FLAGS


def main() -> int:
    """Take all pictures; returns 1 when there is none of a subject that must be there."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="", help="address of a running demo")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "pictures", help="data folder of the own demo")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument(
        "--only", nargs="+", default=[], choices=[one.name for one in (*SUBJECTS, *TOUR)], help="these alone"
    )
    args = parser.parse_args()
    logins = {subject.login for subject in (*SUBJECTS, *TOUR) if subject.login}
    with nullcontext(args.base.rstrip("/")) if args.base else running(args.data) as base:
        visitors = Visitors(base, dict.fromkeys(logins, PASSWORD))
        for login in logins:
            visitors.ask(login, "/")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
            taken = []
            for picture in shoot(browser, base, visitors.cookies(), args.out, args.only):
                taken.append(picture.name)
                print(f"{picture}  {picture.stat().st_size // 1000} kB", flush=True)
            browser.close()
    missing = [
        f"{one.name}-{width}.png"
        for one in (*SUBJECTS, *TOUR)
        if one.name in (args.only or one.name)
        for width in one.widths
    ]
    missing = [name for name in missing if name not in taken and not name.startswith("field")]
    print(*(f"missing: {name}" for name in missing), sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
