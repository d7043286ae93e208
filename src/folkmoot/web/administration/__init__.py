"""Setting the installation up: the first run, and the pages of the administration. Parts add pages by manifest."""
