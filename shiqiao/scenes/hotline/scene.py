"""The scene `hotline` (12345): orders of the city's hotline, taken in, answered upstream and reconciled."""

CODE = "hotline"


def fill() -> None:
    """Fill the sockets."""
