"""The benchmark: worlds nobody tuned on, detectors side by side, one page of figures."""
