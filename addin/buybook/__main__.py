"""Run the terminal's program: `python -m buybook`."""

from buybook.cli import main

raise SystemExit(main())
