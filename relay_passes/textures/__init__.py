"""What `UseTextures` is made of: masks in blocks of channels, and kernels by the scopes of their tensors."""
