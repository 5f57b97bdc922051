"""A nation's money by volume, beside the plans of generated.py: in the bench's own database, never elsewhere."""

from __future__ import annotations

import datetime as dt

from localplan.toolkit.thai_dates import fiscal_year_dates

from .generated import carry_out

#: One line for each project of a generated plan; seven of ten become a contract, four of them are paid by half.
_ORDINANCES = """
UPDATE planning_edition e SET confirmed_at = %(now)s, promulgated_on = %(today)s::date - 30
FROM planning_plan p WHERE p.id = e.plan_id AND p.first_year = %(year)s - 1 AND e.confirmed_at IS NULL;

INSERT INTO budgeting_ordinance (organisation_id, year_id, kind, number, passed_on, approved_on, deemed_approved,
    promulgated_on, effective_on, approver, stated_total, excuses, by_id, recorded_at, version)
SELECT m.organisation_id, %(year)s, 'annual', 0, %(first)s::date - 40, %(first)s::date - 20, false,
    %(first)s::date - 10, %(first)s, 'นายอำเภอ', 2500000, '[]', min(m.id), %(now)s, 1
FROM organisations_membership m JOIN planning_plan p USING (organisation_id)
WHERE m.post = 'planner' AND p.first_year = %(year)s - 1
    AND m.organisation_id NOT IN (SELECT organisation_id FROM budgeting_ordinance) GROUP BY m.organisation_id;

INSERT INTO budgeting_budgetline (organisation_id, year_id, number, source, ordinance_id, name, development,
    project_id, revision_id, work_id, category_id, authority, paper, agency, budget, committed, paid, reserved,
    lapsed, by_id, recorded_at, version)
SELECT r.organisation_id, %(year)s, row_number() OVER (PARTITION BY r.organisation_id ORDER BY r.id), 'ordinance',
    o.id, r.name, true, r.project_id, r.id,
    (SELECT id FROM budgeting_classification WHERE code = '00312'),
    (SELECT id FROM budgeting_classification WHERE code = '542000'),
    '', '', '', 250000, 0, 0, 0, 0, o.by_id, %(now)s, 1
FROM planning_projectrevision r
JOIN planning_edition e ON e.id = r.edition_id JOIN planning_plan p ON p.id = e.plan_id
JOIN budgeting_ordinance o ON o.organisation_id = r.organisation_id AND o.year_id = %(year)s
WHERE p.first_year = %(year)s - 1 AND o.recorded_at = %(now)s;

INSERT INTO budgeting_lineentry (organisation_id, line_id, kind, amount, "on", project_id, by_id, recorded_at)
SELECT organisation_id, id, 'entered', budget, %(first)s, project_id, by_id, %(now)s
FROM budgeting_budgetline WHERE recorded_at = %(now)s;
"""
_CONTRACTS = """
INSERT INTO execution_commitment (organisation_id, year_id, kind, number, title, counterparty, method, egp, signed_on,
    instalments, ceilings, by_id, recorded_at, version)
SELECT organisation_id, year_id, 'contract', number || '/' || year_id, name, 'หจก. ทดสอบ', 'none', '', %(today)s, '[]',
    '{}', by_id, %(now)s, 1
FROM budgeting_budgetline WHERE recorded_at = %(now)s AND number <= 7;

INSERT INTO execution_commitmentevent (organisation_id, commitment_id, kind, "on", paper, reason, by_id, recorded_at)
SELECT organisation_id, id, 'signed', signed_on, number, '', by_id, %(now)s
FROM execution_commitment WHERE recorded_at = %(now)s;

INSERT INTO execution_share (organisation_id, commitment_id, line_id, amount, paid, carried)
SELECT c.organisation_id, c.id, l.id, 240000, 0, 0 FROM execution_commitment c
JOIN budgeting_budgetline l ON l.organisation_id = c.organisation_id AND l.year_id = c.year_id
    AND c.number = l.number || '/' || l.year_id
WHERE c.recorded_at = %(now)s;

INSERT INTO execution_shareentry (organisation_id, share_id, event_id, amount, "on", recorded_at)
SELECT s.organisation_id, s.id, e.id, s.amount, e."on", %(now)s
FROM execution_share s JOIN execution_commitmentevent e USING (commitment_id) WHERE e.recorded_at = %(now)s;

INSERT INTO execution_disbursement (organisation_id, year_id, commitment_id, voucher, paid_on, counts_on, gross, tax,
    penalty, retention, note, by_id, recorded_at)
SELECT organisation_id, year_id, id, 'ฎ ' || id, %(today)s, %(today)s, 120000, 1200, 0, 0, '', by_id, %(now)s
FROM execution_commitment WHERE recorded_at = %(now)s AND split_part(number, '/', 1)::int <= 4;

INSERT INTO execution_disbursementshare (organisation_id, disbursement_id, share_id, amount, recorded_at)
SELECT d.organisation_id, d.id, s.id, d.gross, %(now)s
FROM execution_disbursement d JOIN execution_share s USING (commitment_id) WHERE d.recorded_at = %(now)s;

UPDATE execution_share s SET paid = p.amount FROM execution_disbursementshare p
WHERE p.share_id = s.id AND p.recorded_at = %(now)s;

UPDATE budgeting_budgetline l SET committed = s.amount, paid = s.paid FROM execution_share s
WHERE s.line_id = l.id AND l.recorded_at = %(now)s;
"""


#: Nothing of the year's money is handed in: all of it may be entered.
_OPEN = """
UPDATE calendar_submission s SET life = 'draft', correct_by = NULL FROM calendar_deadline d
WHERE d.id = s.deadline_id AND d.year_id = %(year)s AND (d.step = 'ordinance' OR d.step LIKE 'spending%%');
"""


def open_the_books(year: int) -> None:
    """After the duties were moved on at random."""
    carry_out(_OPEN, {"year": year})


def fill_with_money(year: int, moment: dt.datetime) -> None:
    """An ordinance with ten lines for every LAO that has a generated plan, contracts and payments of most of them."""
    carry_out(
        _ORDINANCES + _CONTRACTS,
        {"year": year, "now": moment, "today": moment.date(), "first": fiscal_year_dates(year)[0]},
    )
