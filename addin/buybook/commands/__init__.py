"""The commands: one module a business document. Each `@command` is a button, a terminal verb and a schedule's step."""
