"""HTTP in; pages and files out."""
