"""Numbers of an event and of a federation's year; small groups are never shown."""
