"""The scene `duty` (值班): rosters of leader and officer, swaps, hand-over log and check-in."""

CODE = "duty"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.duty.emergency import scene as emergency

    emergency.fill(CODE)
