"""Changing an event that people have signed up for: first what will happen, then it, with everyone told."""
