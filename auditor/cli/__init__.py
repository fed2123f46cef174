"""The command line: choose, run, print, exit code; nothing else."""
