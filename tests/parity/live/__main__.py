"""`python -m tests.parity.live`."""

import sys

from tests.parity.live import write

write(sys.argv[1:])
