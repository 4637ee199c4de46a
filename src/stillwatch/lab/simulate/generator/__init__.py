"""The built-in source of texts: a compositional grammar, its vocabularies, and the twelve roles."""
