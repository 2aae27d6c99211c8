"""The errors a user may see. The command line prints their text alone, with no traceback."""


class DydcaError(Exception):
    """Something the user can act on. The text says what was wrong, where, the allowed range and what to do.

    ``exit_code`` is what the command line ends with.
    """

    exit_code = 1


class InputError(DydcaError):
    """Bad usage or bad input: a wrong file, a shape out of bounds, an unwritable output, a broken artifact."""

    exit_code = 2


class MissingDependencyError(InputError):
    """An optional package is not installed; the text names the extra that brings it."""
