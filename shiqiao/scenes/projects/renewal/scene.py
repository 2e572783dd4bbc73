"""What renewal (棚改旧改) puts into the sockets, on behalf of the scene `projects`."""


def fill(scene: str) -> None:
    """Fill the sockets."""
