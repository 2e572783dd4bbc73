"""What fronts (攻坚党小组) puts into the sockets, on behalf of the scene `party`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
