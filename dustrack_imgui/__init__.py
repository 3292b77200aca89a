"""Frame-exact point tracking in ultrasound video: label, track with LK-RSTC, train, correct."""

__version__ = "0.1.0"
