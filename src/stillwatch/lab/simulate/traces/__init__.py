"""Real request traces by path: one file per format, and what the simulator takes from them."""
