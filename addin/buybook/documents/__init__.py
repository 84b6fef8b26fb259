"""What leaves the house, and the workbooks of our own making: order documents, templates, the demo."""
