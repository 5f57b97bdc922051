"""LocalPlan (แผนท้องถิ่น): planning, budgeting and reporting of Thai local administrative organisations."""
