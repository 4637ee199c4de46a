"""Request logs of any format in; exchanges with sketches, and rejects with reasons, out."""
