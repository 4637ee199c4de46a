"""The sections of docs/benchmark.md: each says which worlds it needs and what they came to."""
