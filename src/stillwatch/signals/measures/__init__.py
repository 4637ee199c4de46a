"""Signals that measure a group as a whole."""
