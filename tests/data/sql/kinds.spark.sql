-- Who takes the parcel
-- For Spark SQL, made by `hsroute show --format sql` from the rules: change them, not this.
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
    WHEN outcome.number = 2 AND given.`owner` LIKE '%@%' THEN given.`owner`
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
FROM `tickets` AS ticket
-- The answers as text.
CROSS JOIN LATERAL (
  SELECT inline(array(struct(
    CASE WHEN CAST(ticket.`owner` AS STRING) = 'NaN' AND typeof(ticket.`owner`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`owner` AS STRING) END AS `owner`,
    CASE WHEN CAST(ticket.`parcels` AS STRING) = 'NaN' AND typeof(ticket.`parcels`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`parcels` AS STRING) END AS `parcels`,
    CASE WHEN CAST(ticket.`weight` AS STRING) = 'NaN' AND typeof(ticket.`weight`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`weight` AS STRING) END AS `weight`,
    CASE WHEN CAST(ticket.`warmth` AS STRING) = 'NaN' AND typeof(ticket.`warmth`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`warmth` AS STRING) END AS `warmth`,
    CASE WHEN typeof(ticket.`due`) LIKE 'timestamp%' THEN left(CAST(ticket.`due` AS STRING), 10) ELSE CASE WHEN CAST(ticket.`due` AS STRING) = 'NaN' AND typeof(ticket.`due`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`due` AS STRING) END END AS `due`,
    CASE WHEN CAST(ticket.`signed` AS STRING) = 'NaN' AND typeof(ticket.`signed`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`signed` AS STRING) END AS `signed`,
    CASE WHEN CAST(ticket.`opened` AS STRING) = 'NaN' AND typeof(ticket.`opened`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`opened` AS STRING) END AS `opened`
  )))
) AS given
-- The numbers without exponents.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN given.`parcels` RLIKE '^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]{1,20}(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})\\z'
      THEN CASE WHEN lower(given.`parcels`) LIKE '%e%'
      THEN concat(CASE WHEN given.`parcels` LIKE '-%' THEN '-' ELSE '' END, left(concat(repeat('0', 1000), regexp_extract(given.`parcels`, '^-?([0-9]+)', 1), regexp_extract(given.`parcels`, '\\.([0-9]+)', 1), repeat('0', 1000)), 1000 + length(regexp_extract(given.`parcels`, '^-?([0-9]+)', 1)) + CAST(regexp_extract(given.`parcels`, '[eE]\\+?(-?[0-9]+)$', 1) AS INT)), '.', substr(concat(repeat('0', 1000), regexp_extract(given.`parcels`, '^-?([0-9]+)', 1), regexp_extract(given.`parcels`, '\\.([0-9]+)', 1), repeat('0', 1000)), 1000 + length(regexp_extract(given.`parcels`, '^-?([0-9]+)', 1)) + CAST(regexp_extract(given.`parcels`, '[eE]\\+?(-?[0-9]+)$', 1) AS INT) + 1))
      ELSE given.`parcels` END END AS `parcels`,
    CASE WHEN given.`weight` RLIKE '^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]{1,20}(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})\\z'
      THEN CASE WHEN lower(given.`weight`) LIKE '%e%'
      THEN concat(CASE WHEN given.`weight` LIKE '-%' THEN '-' ELSE '' END, left(concat(repeat('0', 1000), regexp_extract(given.`weight`, '^-?([0-9]+)', 1), regexp_extract(given.`weight`, '\\.([0-9]+)', 1), repeat('0', 1000)), 1000 + length(regexp_extract(given.`weight`, '^-?([0-9]+)', 1)) + CAST(regexp_extract(given.`weight`, '[eE]\\+?(-?[0-9]+)$', 1) AS INT)), '.', substr(concat(repeat('0', 1000), regexp_extract(given.`weight`, '^-?([0-9]+)', 1), regexp_extract(given.`weight`, '\\.([0-9]+)', 1), repeat('0', 1000)), 1000 + length(regexp_extract(given.`weight`, '^-?([0-9]+)', 1)) + CAST(regexp_extract(given.`weight`, '[eE]\\+?(-?[0-9]+)$', 1) AS INT) + 1))
      ELSE given.`weight` END END AS `weight`,
    CASE WHEN given.`warmth` RLIKE '^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]{1,20}(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})\\z'
      THEN CASE WHEN lower(given.`warmth`) LIKE '%e%'
      THEN concat(CASE WHEN given.`warmth` LIKE '-%' THEN '-' ELSE '' END, left(concat(repeat('0', 1000), regexp_extract(given.`warmth`, '^-?([0-9]+)', 1), regexp_extract(given.`warmth`, '\\.([0-9]+)', 1), repeat('0', 1000)), 1000 + length(regexp_extract(given.`warmth`, '^-?([0-9]+)', 1)) + CAST(regexp_extract(given.`warmth`, '[eE]\\+?(-?[0-9]+)$', 1) AS INT)), '.', substr(concat(repeat('0', 1000), regexp_extract(given.`warmth`, '^-?([0-9]+)', 1), regexp_extract(given.`warmth`, '\\.([0-9]+)', 1), repeat('0', 1000)), 1000 + length(regexp_extract(given.`warmth`, '^-?([0-9]+)', 1)) + CAST(regexp_extract(given.`warmth`, '[eE]\\+?(-?[0-9]+)$', 1) AS INT) + 1))
      ELSE given.`warmth` END END AS `warmth`
) AS plain
-- How many days from today the dates are; the numbers.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN given.`parcels` RLIKE '^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]{1,20}(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})\\z'
      THEN CAST(regexp_replace(regexp_replace(plain.`parcels`, '^(-?[0-9]+\\.[0-9]{27})[0-9]*[1-9][0-9]*$', '$11'), '^(-?)0*[1-9][0-9]{9,}', '$11000000000') AS DECIMAL(38, 28)) END AS `parcels`,
    CASE WHEN given.`weight` RLIKE '^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]{1,20}(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})\\z'
      THEN CAST(regexp_replace(regexp_replace(plain.`weight`, '^(-?[0-9]+\\.[0-9]{27})[0-9]*[1-9][0-9]*$', '$11'), '^(-?)0*[1-9][0-9]{9,}', '$11000000000') AS DECIMAL(38, 28)) END AS `weight`,
    CASE WHEN given.`warmth` RLIKE '^(-?[0-9]+(\\.[0-9]+)?|-?[0-9]{1,20}(\\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3})\\z'
      THEN CAST(regexp_replace(regexp_replace(plain.`warmth`, '^(-?[0-9]+\\.[0-9]{27})[0-9]*[1-9][0-9]*$', '$11'), '^(-?)0*[1-9][0-9]{9,}', '$11000000000') AS DECIMAL(38, 28)) END AS `warmth`,
    CASE WHEN given.`due` RLIKE '^([0-9]{4}-[0-9]{2}-[0-9]{2})\\z' AND given.`due` NOT LIKE '0000%'
      THEN datediff(TRY_CAST(given.`due` AS DATE), current_date) END AS `due`
) AS measured
-- Each answer as the rules tell them apart; '!': wrong, NULL: missing.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN given.`owner` IN ('', 'null') THEN NULL
      WHEN given.`owner` IN ('yes', 'no') THEN given.`owner`
      WHEN given.`owner` = 'true' THEN 'yes'
      WHEN given.`owner` = 'false' THEN 'no'
      WHEN given.`owner` = 'unknown' THEN 'no'
      WHEN given.`owner` RLIKE '^([^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+(\\.[^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+)*@([^\\x00-,./:-@\\[-^`{-~]+\\.)+[^\\x00-,./:-@\\[-^`{-~]{2,})\\z' AND given.`owner` RLIKE '^([^\\x7f-\\xbf\\x{1680}\\x{2000}-\\x{206f}\\x{3000}\\x{d800}-\\x{f8ff}\\x{fe00}-\\x{ffff}\\x{e0000}-\\x{10ffff}]*)\\z' AND length(given.`owner`) <= 254 THEN 'yes'
      WHEN given.`owner` IS NOT NULL THEN '!'
    END AS `owner`,
    CASE
      WHEN given.`parcels` IN ('', 'null') THEN NULL
      WHEN given.`parcels` IN ('few', 'many') THEN given.`parcels`
      WHEN given.`parcels` = 'unknown' THEN 'unknown'
      WHEN measured.`parcels` % 1 <> 0 THEN '!'
      WHEN measured.`parcels` BETWEEN 1 AND 9 THEN 'few'
      WHEN measured.`parcels` >= 10 THEN 'many'
      WHEN given.`parcels` IS NOT NULL THEN '!'
    END AS `parcels`,
    CASE
      WHEN given.`weight` IN ('', 'null') THEN NULL
      WHEN given.`weight` IN ('light', 'heavy') THEN given.`weight`
      WHEN given.`weight` = 'unknown' THEN 'unknown'
      WHEN measured.`weight` >= 0 AND measured.`weight` < 2.5 THEN 'light'
      WHEN measured.`weight` BETWEEN 2.5 AND 100.25 THEN 'heavy'
      WHEN given.`weight` IS NOT NULL THEN '!'
    END AS `weight`,
    CASE
      WHEN given.`warmth` IN ('', 'null') THEN NULL
      WHEN given.`warmth` IN ('cold', 'warm') THEN given.`warmth`
      WHEN given.`warmth` = 'unknown' THEN 'unknown'
      WHEN measured.`warmth` < -12.25 THEN 'cold'
      WHEN measured.`warmth` BETWEEN -12.25 AND 5 THEN 'warm'
      WHEN given.`warmth` IS NOT NULL THEN '!'
    END AS `warmth`,
    CASE
      WHEN given.`due` IN ('', 'null') THEN NULL
      WHEN given.`due` IN ('late', 'soon', 'later', 'never') THEN given.`due`
      WHEN given.`due` = 'unknown' THEN 'unknown'
      WHEN measured.`due` <= -1 THEN 'late'
      WHEN measured.`due` BETWEEN 0 AND 7 THEN 'soon'
      WHEN measured.`due` >= 8 THEN 'later'
      WHEN given.`due` IS NOT NULL THEN '!'
    END AS `due`,
    CASE
      WHEN given.`signed` IN ('', 'null') THEN NULL
      WHEN given.`signed` IN ('yes', 'later') THEN given.`signed`
      WHEN given.`signed` = 'true' THEN 'yes'
      WHEN given.`signed` = 'unknown' THEN 'unknown'
      WHEN given.`signed` IS NOT NULL THEN '!'
    END AS `signed`,
    CASE
      WHEN given.`opened` IN ('', 'null') THEN NULL
      WHEN given.`opened` IN ('no', 'torn') THEN given.`opened`
      WHEN given.`opened` = 'false' THEN 'no'
      WHEN given.`opened` = 'unknown' THEN 'unknown'
      WHEN given.`opened` IS NOT NULL THEN '!'
    END AS `opened`
) AS answer
-- What the answers from opened on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`opened` = 'torn' THEN 4
      WHEN answer.`opened` = 'unknown' THEN 1
      WHEN answer.`opened` IS NOT NULL THEN 6
    END AS n0,
    CASE
      WHEN answer.`opened` = 'torn' THEN 4
      WHEN answer.`opened` IS NOT NULL THEN 1
    END AS n1,
    CASE
      WHEN answer.`opened` = 'unknown' THEN 1
      WHEN answer.`opened` IS NOT NULL THEN 6
    END AS n2
) AS level_6
-- What the answers from signed on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`signed` = 'unknown' THEN level_6.n1
      WHEN answer.`signed` IS NULL AND level_6.n0 = level_6.n1 THEN level_6.n0
      WHEN answer.`signed` IS NOT NULL THEN level_6.n0
    END AS n0,
    CASE
      WHEN answer.`signed` = 'unknown' THEN 1
      WHEN answer.`signed` IS NULL AND 1 = level_6.n2 THEN 1
      WHEN answer.`signed` IS NOT NULL THEN level_6.n2
    END AS n1
) AS level_5
-- What the answers from due on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`due` IN ('soon', 'later') THEN level_5.n0
      WHEN answer.`due` = 'never' THEN level_5.n1
      WHEN answer.`due` IS NULL AND 0 = level_5.n0 AND 0 = level_5.n1 THEN 0
      WHEN answer.`due` IS NOT NULL THEN 0
    END AS n0,
    CASE
      WHEN answer.`due` IN ('soon', 'later') THEN level_6.n1
      WHEN answer.`due` = 'never' THEN 1
      WHEN answer.`due` IS NOT NULL THEN 0
    END AS n1,
    CASE
      WHEN answer.`due` = 'never' THEN level_5.n1
      WHEN answer.`due` = 'unknown' THEN 0
      WHEN answer.`due` IS NOT NULL THEN 5
    END AS n2,
    CASE
      WHEN answer.`due` = 'never' THEN 1
      WHEN answer.`due` = 'unknown' THEN 0
      WHEN answer.`due` IS NOT NULL THEN 5
    END AS n3
) AS level_4
-- What the answers from warmth on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`warmth` = 'unknown' THEN level_4.n1
      WHEN answer.`warmth` IS NULL AND level_4.n0 = level_4.n1 THEN level_4.n0
      WHEN answer.`warmth` IS NOT NULL THEN level_4.n0
    END AS n0,
    CASE
      WHEN answer.`warmth` = 'warm' THEN level_4.n2
      WHEN answer.`warmth` = 'unknown' THEN level_4.n1
      WHEN answer.`warmth` IS NULL AND level_4.n0 = level_4.n2 AND level_4.n0 = level_4.n1 THEN level_4.n0
      WHEN answer.`warmth` IS NOT NULL THEN level_4.n0
    END AS n1,
    CASE
      WHEN answer.`warmth` = 'warm' THEN level_4.n3
      WHEN answer.`warmth` IS NULL AND level_4.n1 = level_4.n3 THEN level_4.n1
      WHEN answer.`warmth` IS NOT NULL THEN level_4.n1
    END AS n2
) AS level_3
-- What the answers from weight on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`weight` = 'heavy' THEN level_3.n1
      WHEN answer.`weight` = 'unknown' THEN level_4.n1
      WHEN answer.`weight` IS NULL AND level_3.n0 = level_3.n1 AND level_3.n0 = level_4.n1 THEN level_3.n0
      WHEN answer.`weight` IS NOT NULL THEN level_3.n0
    END AS n0,
    CASE
      WHEN answer.`weight` = 'heavy' THEN level_3.n1
      WHEN answer.`weight` IS NULL AND 3 = level_3.n1 THEN 3
      WHEN answer.`weight` IS NOT NULL THEN 3
    END AS n1,
    CASE
      WHEN answer.`weight` = 'heavy' THEN level_3.n2
      WHEN answer.`weight` IS NULL AND level_4.n1 = level_3.n2 THEN level_4.n1
      WHEN answer.`weight` IS NOT NULL THEN level_4.n1
    END AS n2
) AS level_2
-- What the answers from parcels on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`parcels` = 'many' THEN level_2.n1
      WHEN answer.`parcels` = 'unknown' THEN level_2.n2
      WHEN answer.`parcels` IS NULL AND level_2.n0 = level_2.n1 AND level_2.n0 = level_2.n2 THEN level_2.n0
      WHEN answer.`parcels` IS NOT NULL THEN level_2.n0
    END AS n0
) AS level_1
-- What the answers from owner on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`owner` = 'no' THEN level_1.n0
      WHEN answer.`owner` IS NULL AND 2 = level_1.n0 THEN 2
      WHEN answer.`owner` IS NOT NULL THEN 2
    END AS n0
) AS level_0
-- The number of the outcome; NULL: an answer is needed.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN '!' IN (answer.`owner`, answer.`parcels`, answer.`weight`, answer.`warmth`, answer.`due`, answer.`signed`, answer.`opened`) THEN -1 ELSE level_0.n0 END AS number
) AS outcome
