"""What ClassifyDynamism is made of: the analysis and its tables."""
