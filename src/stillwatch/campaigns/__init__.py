"""Groups -> campaigns: two axes, error control, membership, harvest, evidence."""
