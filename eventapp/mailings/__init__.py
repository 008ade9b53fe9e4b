"""What organisers write to people: chosen by status, way of attending, workshop, host or unit."""
