"""What voting (表决) puts into the sockets, on behalf of the scene `council`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
