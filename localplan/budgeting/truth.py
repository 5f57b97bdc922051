"""What the kept figures of budgets are made of."""

from localplan.toolkit.truth import compared, register_check

LINES = """
SELECT l.id, l.organisation_id, l.budget, coalesce(e.amount, 0.00)
  FROM budgeting_budgetline l
  LEFT JOIN (SELECT line_id, sum(amount) amount FROM budgeting_lineentry GROUP BY line_id) e ON e.line_id = l.id
 WHERE l.budget <> coalesce(e.amount, 0)
"""

#: A line is linked to the project its latest entry names: what a past day is answered with.
LINKS = """
SELECT l.id, l.organisation_id, l.project_id, e.project_id
  FROM budgeting_budgetline l
  JOIN (SELECT DISTINCT ON (line_id) line_id, project_id FROM budgeting_lineentry ORDER BY line_id, id DESC) e
    ON e.line_id = l.id
 WHERE l.project_id IS DISTINCT FROM e.project_id AND l.removed_at IS NULL
"""

TRANSFERS = """
SELECT t.id, t.organisation_id, 0.00, coalesce(sum(e.amount), 0.00)
  FROM budgeting_transfer t LEFT JOIN budgeting_lineentry e ON e.transfer_id = t.id
 GROUP BY t.id HAVING coalesce(sum(e.amount), 0) <> 0
"""

OWNERS = """
SELECT e.id, e.organisation_id, e.organisation_id, l.organisation_id
  FROM budgeting_lineentry e JOIN budgeting_budgetline l ON l.id = e.line_id
 WHERE e.organisation_id <> l.organisation_id
 UNION ALL
SELECT l.id, l.organisation_id, l.organisation_id, o.organisation_id
  FROM budgeting_budgetline l JOIN budgeting_ordinance o ON o.id = l.ordinance_id
 WHERE o.organisation_id <> l.organisation_id OR o.year_id <> l.year_id
"""


def register() -> None:
    register_check("line_budget", compared("line_budget", "budget line", LINES, ["budget"]))
    register_check("line_project", compared("line_project", "budget line", LINKS, ["project"]))
    register_check("transfer_balance", compared("transfer_balance", "transfer", TRANSFERS, ["sum of its entries"]))
    register_check("budget_owner", compared("budget_owner", "budget row", OWNERS, ["organisation"]))
