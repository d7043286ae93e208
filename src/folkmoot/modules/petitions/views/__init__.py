"""Pages of petitions: HTTP in, template out, no decisions."""
