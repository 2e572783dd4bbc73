"""The scene `duty` (值班): rosters of leader and officer, swaps, hand-over log and check-in."""

from shiqiao.base.plugs import LocalityFile, locality_files

CODE = "duty"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.duty import publishing
    from shiqiao.scenes.duty.emergency import scene as emergency

    locality_files.fill(CODE, LocalityFile("duty", publishing.take_over))
    emergency.fill(CODE)
