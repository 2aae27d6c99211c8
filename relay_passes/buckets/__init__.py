"""What BucketShapes is made of: requests, costs, fixed versions, the dispatcher. Padded versions are in `padding/`."""
