"""Open data: the catalogue of published tables."""
