"""Simulated request logs: honest customers, look-alikes and campaigns, with the truth apart."""
