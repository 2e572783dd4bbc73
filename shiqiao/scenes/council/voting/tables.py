"""Tables of voting (表决)."""
