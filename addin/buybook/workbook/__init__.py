"""The buyer's workbook, seen through xlwings: its tables recognised and read, changes planned and applied."""
