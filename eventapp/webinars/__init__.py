"""The join page of events online."""
