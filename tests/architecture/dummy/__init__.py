"""A scene that does nothing but fill every socket: it proves that the sockets suffice and where they end up."""
