"""Tables of campaigns (专项行动)."""
