"""What secretary (书记项目) puts into the sockets, on behalf of the scene `party`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
