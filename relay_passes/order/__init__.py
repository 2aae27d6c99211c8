"""What OrderExecution is made of: bodies as graphs of storages, and the search for an order."""
