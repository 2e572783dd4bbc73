"""What every part stands on: time, who acts, references, errors, sockets, text, keys and the database. No models, no domain words."""
