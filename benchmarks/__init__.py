"""What this project measures itself by. Each benchmark is a module that runs from the root, as the Makefile does."""
