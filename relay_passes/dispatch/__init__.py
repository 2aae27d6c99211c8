"""What DispatchKernels is made of: the convolutions that a kernel could take, with what it could absorb."""
