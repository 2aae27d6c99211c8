"""The command line ``dydca``: one file a command, each with `add_arguments` and `run`, which returns the figures."""
