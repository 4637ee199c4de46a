"""One file a signal: what it looks at, why, what else could explain it."""
