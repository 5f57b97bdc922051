"""What: development plans, their editions and projects."""
