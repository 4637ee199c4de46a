"""Make reference groups and weights: what harmless groups measure, and what harvests do."""
