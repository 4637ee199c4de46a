"""Real corpora by path as a source of texts; nothing of them is copied into the project."""
