"""Workbooks for those who start from nothing; made by `buybook.documents.templates`."""
