"""Tables of exchange (经济生态圈)."""
