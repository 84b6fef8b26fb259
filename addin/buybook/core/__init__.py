"""The purchasing rules. Pure: tables in; tables, changes and findings out. No workbook, file, clock or locale."""
