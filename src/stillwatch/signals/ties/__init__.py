"""Signals that accounts may share items of."""
