"""Tables of secretary (书记项目)."""
