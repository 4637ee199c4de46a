"""The frozen nouns every room may speak of; no room's logic lives here."""
