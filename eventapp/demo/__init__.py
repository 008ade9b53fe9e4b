"""Demo data that tell the truth: what is invented is marked so."""
