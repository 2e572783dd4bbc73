"""The database: the server inside the box, its roles, the street fence, and helpers for migrations."""
