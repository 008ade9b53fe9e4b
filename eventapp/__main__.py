"""`python -m eventapp`."""

from __future__ import annotations

import sys

try:
    from eventapp.cli import main
except KeyboardInterrupt:  # Ctrl-C while it starts is no reason for a traceback
    sys.exit(130)

if __name__ == "__main__":
    main()
