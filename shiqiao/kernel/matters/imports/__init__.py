"""Importing matters from tables that others keep: a mapping names the columns, history is recognised, nothing is sent."""
