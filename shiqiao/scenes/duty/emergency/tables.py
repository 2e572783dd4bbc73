"""Tables of emergency (应急响应)."""
