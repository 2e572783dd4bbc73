"""The shipped test kit: time control, a street that stands in a second, clients. Also for those who build on Shiqiao."""
