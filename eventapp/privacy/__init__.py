"""Retention: what has been kept long enough goes away by itself."""
