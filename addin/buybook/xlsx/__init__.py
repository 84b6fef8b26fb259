"""Lossless editing of an Office Open XML spreadsheet package.

Only the parts that must change are rewritten, and inside a changed part only the bytes that must change.
Knows nothing of purchasing or of xlwings.
"""
