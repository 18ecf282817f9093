"""The main job in Chromium, on the sandbox's page, against the real program."""
