"""Tables of green (绿色通道)."""
