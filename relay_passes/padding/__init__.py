"""Padded versions of a path: static shapes inside, and the proof, operator by operator, that no result changes."""
