"""What green (绿色通道) puts into the sockets, on behalf of the scene `enterprise`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
