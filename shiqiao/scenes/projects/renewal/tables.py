"""Tables of renewal (棚改旧改)."""
