"""Pages on which an institution sets petitions up. Each shows what would change before anything does."""
