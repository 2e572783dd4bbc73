"""Commands of `shiqiao`: each module here has `register(app)`; heavy imports belong inside the functions."""
