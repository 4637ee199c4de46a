"""The lab: simulated worlds to measure the detector on. Nothing here touches a network."""
