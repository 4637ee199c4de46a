"""Honest customers: everyday people, and the groups that look like campaigns and are not."""
