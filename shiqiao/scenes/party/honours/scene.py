"""What honours (荣誉与学习) puts into the sockets, on behalf of the scene `party`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
