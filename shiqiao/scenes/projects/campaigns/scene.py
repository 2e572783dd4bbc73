"""What campaigns (专项行动) puts into the sockets, on behalf of the scene `projects`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
