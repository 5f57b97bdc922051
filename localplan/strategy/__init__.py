"""Why: the strategies above the plan, from the province's issues to the LAO's programmes."""
