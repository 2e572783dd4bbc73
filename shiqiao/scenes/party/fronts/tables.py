"""Tables of fronts (攻坚党小组)."""
