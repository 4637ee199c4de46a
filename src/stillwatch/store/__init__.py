"""The lake and the tables that rooms meet in, and the engines that run their SQL."""
