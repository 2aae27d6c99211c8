"""Other libraries in an environment of their own: a worker process for each contender, asked over pipes."""
