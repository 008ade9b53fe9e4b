"""The speed figures, each measured beside its floor in one run."""
