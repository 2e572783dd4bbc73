"""The scene `council` (一核五元协商): seats of five kinds, topics, sessions with quorum per kind, resolutions."""

CODE = "council"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.council.voting import scene as voting

    voting.fill(CODE)
