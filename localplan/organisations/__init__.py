"""Who: organisations, the people in them, the posts they hold, and what they did."""
