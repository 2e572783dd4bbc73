"""Rules that lead a matter to whom: the table as written, which rule speaks, and what is wrong with a table. Pure."""
