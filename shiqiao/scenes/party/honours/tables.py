"""Tables of honours (荣誉与学习)."""
