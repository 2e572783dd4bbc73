"""What exchange (经济生态圈) puts into the sockets, on behalf of the scene `enterprise`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
