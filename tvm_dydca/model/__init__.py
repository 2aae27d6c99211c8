"""The dynamic network and its checkpoint: what the sender writes and the importer reads."""
