"""Buybook: purchasing inside the workbook that the buyer already has."""

__version__ = "0.1.0"
