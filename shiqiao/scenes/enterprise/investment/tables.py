"""Tables of investment (招商)."""
