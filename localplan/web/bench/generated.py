"""A nation's work by volume: generated in the bench's own database with INSERT … SELECT, never elsewhere.

Actions would take hours for 7,849 LAOs; what an action itself costs is measured by the sections one by one.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

#: Projects of each LAO's plan, and what each LAO's people have left in the history.
PROJECTS, CHANGES = 10, 20

_OF_LAOS = """
INSERT INTO organisations_user (username, password, full_name, email, phone, is_active, language, text_size,
                                created_at, version)
SELECT 'bench.' || id, '', 'ผู้วางแผน ' || id, '', '053 123456', true, 'th', 0, %(now)s, 1
FROM organisations_organisation WHERE level = 'lao';

INSERT INTO organisations_membership (user_id, organisation_id, post, title, from_on, acting, order_number,
                                      contract_number, ended_reason, recorded_at, version)
SELECT u.id, o.id, 'planner', '', %(today)s::date - 400, false, '', '', '', %(now)s, 1
FROM organisations_organisation o JOIN organisations_user u ON u.username = 'bench.' || o.id;

INSERT INTO organisations_change (at, by_id, organisation_id, verb, object_type, object_id, label, before, after,
                                  reason)
SELECT %(now)s::timestamptz - make_interval(hours => n * 20 + (m.organisation_id %% 97)::int), m.id,
       m.organisation_id, 'projects_saved', 'project', m.organisation_id * 100 + n, 'ก่อสร้างถนน', '{}',
       '{"name": "ก่อสร้างถนนคอนกรีตเสริมเหล็ก"}', ''
FROM organisations_membership m, generate_series(1, %(changes)s) n WHERE m.post = 'planner';
"""
_STRATEGIES = """
INSERT INTO strategy_direction (organisation_id, first_year, last_year, vision, missions, version)
SELECT id, %(year)s - 1, %(year)s + 3, 'เมืองน่าอยู่', 'พัฒนาโครงสร้างพื้นฐาน', 1
FROM organisations_organisation WHERE level = 'lao';

INSERT INTO strategy_strategy (organisation_id, direction_id, number, name, together, version)
SELECT organisation_id, id, n, 'ยุทธศาสตร์ที่ ' || n, '', 1 FROM strategy_direction, generate_series(1, 4) n;

INSERT INTO strategy_tactic (organisation_id, strategy_id, number, name, version)
SELECT organisation_id, id, n, 'แนวทาง ' || n, 1 FROM strategy_strategy, generate_series(1, 2) n;

INSERT INTO strategy_programme (organisation_id, direction_id, number, name, version)
SELECT organisation_id, direction_id, number, 'แผนงานที่ ' || number, 1 FROM strategy_strategy;

INSERT INTO strategy_programme_tactics (programme_id, tactic_id)
SELECT p.id, t.id FROM strategy_programme p
JOIN strategy_strategy s ON s.direction_id = p.direction_id AND s.number = p.number
JOIN strategy_tactic t ON t.strategy_id = s.id;
"""
_PLANS = """
INSERT INTO planning_plan (organisation_id, direction_id, first_year, last_year, version)
SELECT organisation_id, id, first_year, last_year, 1 FROM strategy_direction;

INSERT INTO planning_edition (organisation_id, plan_id, sequence, kind, number, year, same_person, sha256, excuses,
                              recorded_at, version)
SELECT organisation_id, id, 0, 'original', 1, first_year, false, '', '[]', %(now)s, 1 FROM planning_plan;

INSERT INTO planning_project (organisation_id, plan_id)
SELECT organisation_id, id FROM planning_plan, generate_series(1, %(projects)s);

INSERT INTO planning_projectrevision (organisation_id, project_id, edition_id, kind, number, name, tactic_id,
    programme_id, objective, target, indicator, result, unit, place, withdrawn, by_id, recorded_at, version)
SELECT p.organisation_id, p.id, e.id, 'own', 1 + p.id %% 9, 'ก่อสร้างถนนคอนกรีตเสริมเหล็ก สายที่ ' || p.id, t.tactic_id,
    t.programme_id, 'เพื่อให้ประชาชนสัญจรสะดวก', 'ถนนกว้าง 4 เมตร', 'ร้อยละ 80', 'การคมนาคมสะดวก', 'กองช่าง', 'หมู่ที่ 1',
    false, m.id, %(now)s, 1
FROM planning_project p
JOIN planning_edition e ON e.plan_id = p.plan_id
JOIN organisations_membership m ON m.organisation_id = p.organisation_id AND m.post = 'planner'
JOIN (SELECT s.organisation_id, min(pt.tactic_id) tactic_id, min(pt.programme_id) programme_id
      FROM strategy_strategy s JOIN strategy_tactic t ON t.strategy_id = s.id
      JOIN strategy_programme_tactics pt ON pt.tactic_id = t.id GROUP BY 1) t ON t.organisation_id = p.organisation_id;

INSERT INTO planning_plannedamount (revision_id, year, amount)
SELECT r.id, %(year)s + n, 250000 FROM planning_projectrevision r, generate_series(0, 1) n;
"""
#: One in ten of what has opened is returned, two are waiting, four accepted; the rest is a draft, some late.
_LIVES = """
UPDATE calendar_submission s SET
    life = CASE WHEN d < 1 THEN 'returned' WHEN d < 3 THEN 'submitted' ELSE 'accepted' END,
    first_full_at = due_on - make_interval(days => d - 2),
    submitted_at = due_on - make_interval(days => d - 2),
    correct_by = CASE WHEN d < 1 THEN %(today)s::date + 5 - (s.organisation_id %% 9)::int END
FROM (SELECT id, ((organisation_id * 7 + deadline_id * 13) %% 10)::int d FROM calendar_submission) m
WHERE m.id = s.id AND d < 7 AND s.opens_on <= %(today)s;
"""


def fill_with_plans(year: int, moment: dt.datetime) -> None:
    """A planner, a direction and a draft plan with projects for every LAO, and their history."""
    values = {
        "year": year,
        "now": moment,
        "today": moment.date(),
        "projects": PROJECTS,
        "changes": CHANGES,
    }
    carry_out(_OF_LAOS + _STRATEGIES + _PLANS, values)


def move_on(today: dt.date) -> None:
    """Duties as in the middle of a year: some accepted, waiting, returned, late."""
    carry_out(_LIVES, {"today": today})


def carry_out(statements: str, values: dict[str, object]) -> None:
    """One statement after another, then the statistics."""
    with connection.cursor() as cursor:
        for statement in statements.split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("ANALYZE")  # as autovacuum does after so many rows
