"""`python -m eventapp`."""

from __future__ import annotations

import sys

try:
    from eventapp.cli import main
    from eventapp.core.garbage import collect_at_rest_only
except KeyboardInterrupt:  # Ctrl-C while it starts is no reason for a traceback
    sys.exit(130)

if __name__ == "__main__":
    collect_at_rest_only()
    main()
