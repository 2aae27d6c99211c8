"""What BucketShapes is made of: what is asked, what it costs, padded and fixed versions, and the dispatcher."""
