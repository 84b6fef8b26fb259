"""What Excel itself loads, as text; `buybook.excel` makes the add-in of it."""
