"""Campaigns: one file per technique, each saying what its requests look like and what shows."""
