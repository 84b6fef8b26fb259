"""A refresh that runs by itself: entries for the system's own scheduler, and what they run.

`entry` says what is scheduled; `task_scheduler`, `launchd` and `systemd` write it as their system wants it; `records`
keeps it and how the last run went; `errand` is the scheduled run itself.
"""
