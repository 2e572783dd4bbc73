"""Tables of arena (擂台赛)."""
