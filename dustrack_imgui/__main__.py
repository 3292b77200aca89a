"""`python -m dustrack_imgui` is the command line."""

import sys

from dustrack_imgui.cli import main

sys.exit(main())
