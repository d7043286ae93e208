"""Backups: one tar file with the database as it was at one moment, the files, and what proves that all is there."""
