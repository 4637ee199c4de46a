"""What others do, for comparison: published rules and methods, each with its source."""
