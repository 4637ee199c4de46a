"""Fits the weights of `reads_as_task`, and says of each corpus left out how well they hold."""
