"""Items that accounts share -> ties that chance does not explain -> groups."""
