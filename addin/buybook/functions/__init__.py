"""Excel's functions in cells: one module a business document, each function declared once.

`calling` takes the cells of a call to a function's rule and its answer back; `cells` and `reading` make typed
columns of the cells; the other modules hold the functions.
"""
