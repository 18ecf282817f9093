"""The running program: settings, wiring, command line, start and stop. Nothing imports it."""
