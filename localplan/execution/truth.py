"""What the kept figures of commitments and payments are made of."""

from localplan.toolkit.truth import compared, register_check

SHARES = """
SELECT s.id, s.organisation_id, s.amount, coalesce(e.amount, 0.00), s.paid, coalesce(p.amount, 0.00),
       s.carried, coalesce(c.amount, 0.00)
  FROM execution_share s
  LEFT JOIN (SELECT share_id, sum(amount) amount FROM execution_shareentry GROUP BY share_id) e ON e.share_id = s.id
  LEFT JOIN (SELECT share_id, sum(amount) amount FROM execution_disbursementshare GROUP BY share_id) p
    ON p.share_id = s.id
  LEFT JOIN (SELECT share_id, sum(amount) amount FROM execution_carryover WHERE act <> 'lapsed' GROUP BY share_id) c
    ON c.share_id = s.id
 WHERE (s.amount, s.paid, s.carried)
       <> (coalesce(e.amount, 0.00), coalesce(p.amount, 0.00), coalesce(c.amount, 0.00))
"""

#: Committed and paid of a development line come from its shares; a recurrent line has paid its latest figure.
LINES = """
SELECT l.id, l.organisation_id, l.committed, coalesce(s.committed, 0.00),
       l.paid, CASE WHEN l.development THEN coalesce(s.paid, 0.00) ELSE coalesce(f.amount, 0.00) END,
       l.reserved, coalesce(c.reserved, 0.00), l.lapsed, coalesce(c.lapsed, 0.00)
  FROM budgeting_budgetline l
  LEFT JOIN (SELECT s.line_id, sum(e.amount) committed, sum(p.amount) paid
               FROM execution_share s
               JOIN (SELECT share_id, sum(amount) amount FROM execution_shareentry GROUP BY share_id) e
                 ON e.share_id = s.id
               LEFT JOIN (SELECT share_id, sum(amount) amount FROM execution_disbursementshare GROUP BY share_id) p
                 ON p.share_id = s.id
              GROUP BY s.line_id) s ON s.line_id = l.id
  LEFT JOIN (SELECT DISTINCT ON (line_id) line_id, amount
               FROM execution_cumulativefigure ORDER BY line_id, until_on DESC, id DESC) f ON f.line_id = l.id
  LEFT JOIN (SELECT line_id, sum(amount) FILTER (WHERE act <> 'lapsed' AND share_id IS NULL) reserved,
                    sum(amount) FILTER (WHERE act = 'lapsed') lapsed
               FROM execution_carryover GROUP BY line_id) c ON c.line_id = l.id
 WHERE (l.committed, l.paid, l.reserved, l.lapsed)
       <> (coalesce(s.committed, 0.00),
           CASE WHEN l.development THEN coalesce(s.paid, 0.00) ELSE coalesce(f.amount, 0.00) END,
           coalesce(c.reserved, 0.00), coalesce(c.lapsed, 0.00))
"""

PAYMENTS = """
SELECT d.id, d.organisation_id, d.gross, coalesce(sum(s.amount), 0.00)
  FROM execution_disbursement d LEFT JOIN execution_disbursementshare s ON s.disbursement_id = d.id
 GROUP BY d.id HAVING d.gross <> coalesce(sum(s.amount), 0.00)
"""

#: Carried over is entered on the next year's line to the satang: never more there than was carried.
CARRIED = """
SELECT l.id, l.organisation_id, coalesce(e.amount, 0.00), coalesce(c.amount, 0.00)
  FROM budgeting_budgetline l
  LEFT JOIN (SELECT into_id, sum(amount) amount FROM execution_carryover GROUP BY into_id) c ON c.into_id = l.id
  LEFT JOIN (SELECT line_id, sum(amount) amount FROM budgeting_lineentry WHERE transfer_id IS NULL GROUP BY line_id) e
    ON e.line_id = l.id
 WHERE l.source = 'carried' AND coalesce(e.amount, 0.00) <> coalesce(c.amount, 0.00)
"""

OWNERS = """
SELECT s.id, s.organisation_id, s.organisation_id, CASE WHEN c.organisation_id <> s.organisation_id
       THEN c.organisation_id ELSE l.organisation_id END
  FROM execution_share s
  JOIN execution_commitment c ON c.id = s.commitment_id
  JOIN budgeting_budgetline l ON l.id = s.line_id
 WHERE c.organisation_id <> s.organisation_id OR l.organisation_id <> s.organisation_id
 UNION ALL
SELECT d.id, d.organisation_id, d.organisation_id, c.organisation_id
  FROM execution_disbursement d JOIN execution_commitment c ON c.id = d.commitment_id
 WHERE c.organisation_id <> d.organisation_id
"""


def register() -> None:
    register_check("share_balances", compared("share_balances", "share", SHARES, ["amount", "paid", "carried"]))
    figures = ["committed", "paid", "reserved", "lapsed"]
    register_check("line_spending", compared("line_spending", "budget line", LINES, figures))
    register_check("payment_shares", compared("payment_shares", "payment", PAYMENTS, ["gross"]))
    register_check("carried_over", compared("carried_over", "budget line", CARRIED, ["carried in"]))
    register_check("spending_owner", compared("spending_owner", "spending row", OWNERS, ["organisation"]))
