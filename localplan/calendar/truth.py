"""What the kept standing of submissions is made of."""

from localplan.toolkit.truth import compared, register_check

#: A submission stands where its latest move led; without a move it is a draft.
LIVES = """
SELECT s.id, s.organisation_id, s.life, coalesce(m.after, 'draft'), s.nothing, coalesce(m.nothing, false)
  FROM calendar_submission s
  LEFT JOIN (SELECT DISTINCT ON (submission_id) submission_id, after, nothing
               FROM calendar_submissionmove ORDER BY submission_id, id DESC) m ON m.submission_id = s.id
 WHERE s.life <> coalesce(m.after, 'draft') OR s.nothing <> coalesce(m.nothing, false)
"""

#: The dates of a submission are those of the narrowest office's latest word.
DATES = """
SELECT s.id, s.organisation_id, s.due_on, d.due_on
  FROM calendar_submission s
  JOIN LATERAL (
       SELECT due_on FROM calendar_deadlinedate d
        WHERE d.deadline_id = s.deadline_id
          AND d.organisation_id IN (s.organisation_id, s.organisation_id / 100000 * 100000, 1)
        ORDER BY d.organisation_id = s.organisation_id DESC, d.organisation_id <> 1 DESC, d.id DESC LIMIT 1) d ON true
 WHERE s.due_on <> d.due_on
"""


def register() -> None:
    register_check("submission_life", compared("submission_life", "submission", LIVES, ["life", "nothing"]))
    register_check("submission_dates", compared("submission_dates", "submission", DATES, ["due"]))
