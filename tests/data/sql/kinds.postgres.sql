-- Who takes the parcel
-- For PostgreSQL, made by `hsroute show --format sql` from the rules: change them, not this.
-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,
-- a number, an e-mail address, unknown for what is not known, or NULL where there is no answer yet.
SELECT
  ticket.*,
  CASE
    WHEN outcome.number = -1 THEN 'invalid'
    WHEN outcome.number IS NULL THEN 'incomplete'
    WHEN outcome.number BETWEEN 0 AND 4 THEN 'routed'
    WHEN outcome.number BETWEEN 5 AND 6 THEN 'not_covered'
  END AS status,
  CASE
    WHEN outcome.number BETWEEN 0 AND 1 THEN 'desk'
    WHEN outcome.number = 2 THEN 'owner'
    WHEN outcome.number = 3 THEN 'porter'
    WHEN outcome.number = 4 THEN 'night'
  END AS contact,
  CASE
    WHEN (outcome.number BETWEEN 0 AND 1 OR outcome.number = 4) THEN 'The desk'
    WHEN outcome.number = 2 THEN 'The owner'
    WHEN outcome.number = 3 THEN 'The porter at exit X'
  END AS team,
  CASE
    WHEN outcome.number = 2 AND given."owner" LIKE '%@%' THEN given."owner"
    WHEN outcome.number BETWEEN 0 AND 1 THEN 'desk@example.com'
    WHEN outcome.number = 2 THEN 'owners@example.com'
    WHEN outcome.number = 4 THEN 'night@example.com'
  END AS email,
  CASE
    WHEN (outcome.number BETWEEN 0 AND 1 OR outcome.number = 4) THEN 'https://example.com/desk'
  END AS url,
  CASE
    WHEN outcome.number = 0 THEN 'late'
    WHEN outcome.number = 1 THEN 'unsure'
    WHEN outcome.number = 2 THEN 'owned'
    WHEN outcome.number = 3 THEN 'many'
    WHEN outcome.number = 4 THEN 'torn'
    WHEN outcome.number = 5 THEN 'heavy'
  END AS rule
FROM "tickets" AS ticket
-- The answers as text.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN CAST(ticket."owner" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."owner", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."owner" AS text) END AS "owner",
    CASE WHEN CAST(ticket."parcels" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."parcels", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."parcels" AS text) END AS "parcels",
    CASE WHEN CAST(ticket."weight" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."weight", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."weight" AS text) END AS "weight",
    CASE WHEN CAST(ticket."warmth" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."warmth", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."warmth" AS text) END AS "warmth",
    CASE WHEN CAST(pg_typeof(COALESCE(ticket."due", NULL)) AS text) = 'date' OR CAST(pg_typeof(COALESCE(ticket."due", NULL)) AS text) LIKE 'timestamp%' THEN left(to_jsonb(ticket."due") #>> '{}', 10) ELSE CASE WHEN CAST(ticket."due" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."due", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."due" AS text) END END AS "due",
    CASE WHEN CAST(ticket."signed" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."signed", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."signed" AS text) END AS "signed",
    CASE WHEN CAST(ticket."opened" AS text) = 'NaN' AND CAST(pg_typeof(COALESCE(ticket."opened", NULL)) AS text) IN ('real', 'double precision', 'numeric') THEN NULL ELSE CAST(ticket."opened" AS text) END AS "opened"
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS given
-- How many days from today the dates are; the numbers.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN given."parcels" ~ '^(-?[0-9]+(\.[0-9]+)?|-?[0-9]{1,20}(\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})$'
      THEN CAST(regexp_replace(regexp_replace(regexp_replace(given."parcels", '^(-?[0-9]+\.[0-9]{0})[0-9]*[1-9][0-9]*$', '\11'), '^([^eE]*\.[0-9]{1})0+$', '\1'), '^(-?)0*[1-9][0-9]{2,}(?=(\.[0-9]*)?$)', '\1100') AS numeric) END AS "parcels",
    CASE WHEN given."weight" ~ '^(-?[0-9]+(\.[0-9]+)?|-?[0-9]{1,20}(\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})$'
      THEN CAST(regexp_replace(regexp_replace(regexp_replace(given."weight", '^(-?[0-9]+\.[0-9]{2})[0-9]*[1-9][0-9]*$', '\11'), '^([^eE]*\.[0-9]{3})0+$', '\1'), '^(-?)0*[1-9][0-9]{3,}(?=(\.[0-9]*)?$)', '\11000') AS numeric) END AS "weight",
    CASE WHEN given."warmth" ~ '^(-?[0-9]+(\.[0-9]+)?|-?[0-9]{1,20}(\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})$'
      THEN CAST(regexp_replace(regexp_replace(regexp_replace(given."warmth", '^(-?[0-9]+\.[0-9]{2})[0-9]*[1-9][0-9]*$', '\11'), '^([^eE]*\.[0-9]{3})0+$', '\1'), '^(-?)0*[1-9][0-9]{2,}(?=(\.[0-9]*)?$)', '\1100') AS numeric) END AS "warmth",
    CASE WHEN given."due" ~ '^([0-9]{4}-[0-9]{2}-[0-9]{2})$' AND given."due" NOT LIKE '0000%'
      THEN CASE WHEN to_char(DATE '0001-01-01' + make_interval(years => CAST(left(given."due", 4) AS int) - 1, months => CAST(substr(given."due", 6, 2) AS int) - 1, days => CAST(right(given."due", 2) AS int) - 1), 'YYYY-MM-DD') = given."due"
        THEN to_date(given."due", 'YYYY-MM-DD') - current_date END END AS "due"
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS measured
-- Each answer as the rules tell them apart; '!': wrong, NULL: missing.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN given."owner" IN ('', 'null') THEN NULL
      WHEN given."owner" IN ('yes', 'no') THEN given."owner"
      WHEN given."owner" = 'true' THEN 'yes'
      WHEN given."owner" = 'false' THEN 'no'
      WHEN given."owner" = 'unknown' THEN 'no'
      WHEN given."owner" ~ '^([^\x00-\x20"(),.:;<>@\[\\\]]+(\.[^\x00-\x20"(),.:;<>@\[\\\]]+)*@([^\x00-,./:-@\[-^`{-~]+\.)+[^\x00-,./:-@\[-^`{-~]{2,})$' AND given."owner" ~ '^([^\x7f-\xbf\u1680\u2000-\u206f\u3000\ud800-\uf8ff\ufe00-\uffff\U000e0000-\U0010ffff]*)$' AND length(given."owner") <= 254 THEN 'yes'
      WHEN given."owner" IS NOT NULL THEN '!'
    END AS "owner",
    CASE
      WHEN given."parcels" IN ('', 'null') THEN NULL
      WHEN given."parcels" IN ('few', 'many') THEN given."parcels"
      WHEN given."parcels" = 'unknown' THEN 'unknown'
      WHEN measured."parcels" % 1 <> 0 THEN '!'
      WHEN measured."parcels" BETWEEN 1 AND 9 THEN 'few'
      WHEN measured."parcels" >= 10 THEN 'many'
      WHEN given."parcels" IS NOT NULL THEN '!'
    END AS "parcels",
    CASE
      WHEN given."weight" IN ('', 'null') THEN NULL
      WHEN given."weight" IN ('light', 'heavy') THEN given."weight"
      WHEN given."weight" = 'unknown' THEN 'unknown'
      WHEN measured."weight" >= 0 AND measured."weight" < 2.5 THEN 'light'
      WHEN measured."weight" BETWEEN 2.5 AND 100.25 THEN 'heavy'
      WHEN given."weight" IS NOT NULL THEN '!'
    END AS "weight",
    CASE
      WHEN given."warmth" IN ('', 'null') THEN NULL
      WHEN given."warmth" IN ('cold', 'warm') THEN given."warmth"
      WHEN given."warmth" = 'unknown' THEN 'unknown'
      WHEN measured."warmth" < -12.25 THEN 'cold'
      WHEN measured."warmth" BETWEEN -12.25 AND 5 THEN 'warm'
      WHEN given."warmth" IS NOT NULL THEN '!'
    END AS "warmth",
    CASE
      WHEN given."due" IN ('', 'null') THEN NULL
      WHEN given."due" IN ('late', 'soon', 'later', 'never') THEN given."due"
      WHEN given."due" = 'unknown' THEN 'unknown'
      WHEN measured."due" <= -1 THEN 'late'
      WHEN measured."due" BETWEEN 0 AND 7 THEN 'soon'
      WHEN measured."due" >= 8 THEN 'later'
      WHEN given."due" IS NOT NULL THEN '!'
    END AS "due",
    CASE
      WHEN given."signed" IN ('', 'null') THEN NULL
      WHEN given."signed" IN ('yes', 'later') THEN given."signed"
      WHEN given."signed" = 'true' THEN 'yes'
      WHEN given."signed" = 'unknown' THEN 'unknown'
      WHEN given."signed" IS NOT NULL THEN '!'
    END AS "signed",
    CASE
      WHEN given."opened" IN ('', 'null') THEN NULL
      WHEN given."opened" IN ('no', 'torn') THEN given."opened"
      WHEN given."opened" = 'false' THEN 'no'
      WHEN given."opened" = 'unknown' THEN 'unknown'
      WHEN given."opened" IS NOT NULL THEN '!'
    END AS "opened"
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS answer
-- What the answers from opened on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."opened" = 'torn' THEN 4
      WHEN answer."opened" = 'unknown' THEN 1
      WHEN answer."opened" IS NOT NULL THEN 6
    END AS n0,
    CASE
      WHEN answer."opened" = 'torn' THEN 4
      WHEN answer."opened" IS NOT NULL THEN 1
    END AS n1,
    CASE
      WHEN answer."opened" = 'unknown' THEN 1
      WHEN answer."opened" IS NOT NULL THEN 6
    END AS n2
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_6
-- What the answers from signed on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."signed" = 'unknown' THEN level_6.n1
      WHEN answer."signed" IS NULL AND level_6.n0 = level_6.n1 THEN level_6.n0
      WHEN answer."signed" IS NOT NULL THEN level_6.n0
    END AS n0,
    CASE
      WHEN answer."signed" = 'unknown' THEN 1
      WHEN answer."signed" IS NULL AND 1 = level_6.n2 THEN 1
      WHEN answer."signed" IS NOT NULL THEN level_6.n2
    END AS n1
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_5
-- What the answers from due on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."due" IN ('soon', 'later') THEN level_5.n0
      WHEN answer."due" = 'never' THEN level_5.n1
      WHEN answer."due" IS NULL AND 0 = level_5.n0 AND 0 = level_5.n1 THEN 0
      WHEN answer."due" IS NOT NULL THEN 0
    END AS n0,
    CASE
      WHEN answer."due" IN ('soon', 'later') THEN level_6.n1
      WHEN answer."due" = 'never' THEN 1
      WHEN answer."due" IS NOT NULL THEN 0
    END AS n1,
    CASE
      WHEN answer."due" = 'never' THEN level_5.n1
      WHEN answer."due" = 'unknown' THEN 0
      WHEN answer."due" IS NOT NULL THEN 5
    END AS n2,
    CASE
      WHEN answer."due" = 'never' THEN 1
      WHEN answer."due" = 'unknown' THEN 0
      WHEN answer."due" IS NOT NULL THEN 5
    END AS n3
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_4
-- What the answers from warmth on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."warmth" = 'unknown' THEN level_4.n1
      WHEN answer."warmth" IS NULL AND level_4.n0 = level_4.n1 THEN level_4.n0
      WHEN answer."warmth" IS NOT NULL THEN level_4.n0
    END AS n0,
    CASE
      WHEN answer."warmth" = 'warm' THEN level_4.n2
      WHEN answer."warmth" = 'unknown' THEN level_4.n1
      WHEN answer."warmth" IS NULL AND level_4.n0 = level_4.n2 AND level_4.n0 = level_4.n1 THEN level_4.n0
      WHEN answer."warmth" IS NOT NULL THEN level_4.n0
    END AS n1,
    CASE
      WHEN answer."warmth" = 'warm' THEN level_4.n3
      WHEN answer."warmth" IS NULL AND level_4.n1 = level_4.n3 THEN level_4.n1
      WHEN answer."warmth" IS NOT NULL THEN level_4.n1
    END AS n2
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_3
-- What the answers from weight on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."weight" = 'heavy' THEN level_3.n1
      WHEN answer."weight" = 'unknown' THEN level_4.n1
      WHEN answer."weight" IS NULL AND level_3.n0 = level_3.n1 AND level_3.n0 = level_4.n1 THEN level_3.n0
      WHEN answer."weight" IS NOT NULL THEN level_3.n0
    END AS n0,
    CASE
      WHEN answer."weight" = 'heavy' THEN level_3.n1
      WHEN answer."weight" IS NULL AND 3 = level_3.n1 THEN 3
      WHEN answer."weight" IS NOT NULL THEN 3
    END AS n1,
    CASE
      WHEN answer."weight" = 'heavy' THEN level_3.n2
      WHEN answer."weight" IS NULL AND level_4.n1 = level_3.n2 THEN level_4.n1
      WHEN answer."weight" IS NOT NULL THEN level_4.n1
    END AS n2
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_2
-- What the answers from parcels on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."parcels" = 'many' THEN level_2.n1
      WHEN answer."parcels" = 'unknown' THEN level_2.n2
      WHEN answer."parcels" IS NULL AND level_2.n0 = level_2.n1 AND level_2.n0 = level_2.n2 THEN level_2.n0
      WHEN answer."parcels" IS NOT NULL THEN level_2.n0
    END AS n0
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_1
-- What the answers from owner on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer."owner" = 'no' THEN level_1.n0
      WHEN answer."owner" IS NULL AND 2 = level_1.n0 THEN 2
      WHEN answer."owner" IS NOT NULL THEN 2
    END AS n0
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS level_0
-- The number of the outcome; NULL: an answer is needed.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN '!' IN (answer."owner", answer."parcels", answer."weight", answer."warmth", answer."due", answer."signed", answer."opened") THEN -1 ELSE level_0.n0 END AS number
  OFFSET 0 -- keeps the step apart, to be worked out once
) AS outcome
