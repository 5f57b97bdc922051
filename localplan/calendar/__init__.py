"""When: fiscal years, operating calendars, deadlines, submissions and the life of a step."""
