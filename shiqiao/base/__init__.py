"""What every part stands on: time, who acts, references, errors, sockets, text, keys, the database. No models."""
