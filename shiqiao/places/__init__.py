"""A place as data: reads a folder of `localities/` and sets a street up from it, through the same actions as everyone."""
