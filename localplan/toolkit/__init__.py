"""Mechanics without domain words: problems, time, Thai text, files, workbooks."""
