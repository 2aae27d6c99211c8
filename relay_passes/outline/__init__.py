"""What OutlinePaths is made of: control flow, masked gates, predicates on shapes, weights of paths."""
