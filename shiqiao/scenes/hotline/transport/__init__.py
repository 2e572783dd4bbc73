"""Ways by which letters reach 12345: posted one by one (`http`), or as a table to upload by hand (`table`)."""
