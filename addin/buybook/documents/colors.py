"""The colours and the font of our documents."""

from __future__ import annotations

INK = "1F2933"
QUIET = "6B7785"
ACCENT = "1F5673"
BAND = "EAF1F5"
RULE = "C5CFD8"
WHITE = "FFFFFF"
CHANGED = "B45309"  # of what is other than in the last revision
FONT = "Arial"
