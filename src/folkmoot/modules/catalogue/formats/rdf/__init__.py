"""DCAT: entries as graphs, graphs as text, and the way back."""
