"""What FuseDynamic is made of: patterns of kernels, blocks that move inline, reshapes by groups of axes."""
