"""Loading residents, buildings and organisations from the tables that offices keep."""
