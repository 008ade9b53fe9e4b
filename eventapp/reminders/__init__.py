"""When to write to whom; enqueues, never sends."""
