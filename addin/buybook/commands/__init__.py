"""The commands, one module a business document. Each is a button, a terminal verb and a schedule's step."""
