"""Pages of results: what won, who paid, why the others lost, and how anybody counts again."""
