"""Lists of participants: one row builder, one file per format."""
