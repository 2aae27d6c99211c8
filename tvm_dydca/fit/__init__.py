"""The sender: route the patches of a video and overfit a dynamic network to it."""
