"""`python -m eventapp`."""

from __future__ import annotations

from eventapp.cli import main

if __name__ == "__main__":
    main()
