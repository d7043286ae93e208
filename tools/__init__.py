"""What `./run` is made of. Standard library only, as it runs before anything is installed."""
