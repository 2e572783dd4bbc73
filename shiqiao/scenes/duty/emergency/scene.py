"""What emergency (应急响应) puts into the sockets, on behalf of the scene `duty`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
