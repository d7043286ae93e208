"""Rules that choose a team: told in words, tested on past reports, read from files."""
