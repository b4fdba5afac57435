-- Who takes the parcel
-- For SQLite, made by `hsroute show --format sql` from the rules: change them, not this.
-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,
-- a number, an e-mail address, unknown for what is not known, or NULL where there is no answer yet.
-- Where each answer leads: to a node, and what is asked there; the first numbers are outcomes.
WITH edge(node, answer, child, question) AS (VALUES
  (7, 'yes', 2, NULL),
  (7, 'no', 8, 1),
  (8, 'few', 9, 2),
  (8, 'many', 10, 2),
  (8, 'unknown', 11, 2),
  (9, 'light', 12, 3),
  (9, 'heavy', 13, 3),
  (9, 'unknown', 16, 4),
  (10, 'light', 3, NULL),
  (10, 'heavy', 13, 3),
  (10, 'unknown', 3, NULL),
  (11, 'light', 16, 4),
  (11, 'heavy', 14, 3),
  (11, 'unknown', 16, 4),
  (12, 'cold', 15, 4),
  (12, 'warm', 15, 4),
  (12, 'unknown', 16, 4),
  (13, 'cold', 15, 4),
  (13, 'warm', 17, 4),
  (13, 'unknown', 16, 4),
  (14, 'cold', 16, 4),
  (14, 'warm', 18, 4),
  (14, 'unknown', 16, 4),
  (15, 'late', 0, NULL),
  (15, 'soon', 19, 5),
  (15, 'later', 19, 5),
  (15, 'never', 20, 5),
  (15, 'unknown', 0, NULL),
  (16, 'late', 0, NULL),
  (16, 'soon', 22, 6),
  (16, 'later', 22, 6),
  (16, 'never', 1, NULL),
  (16, 'unknown', 0, NULL),
  (17, 'late', 5, NULL),
  (17, 'soon', 5, NULL),
  (17, 'later', 5, NULL),
  (17, 'never', 20, 5),
  (17, 'unknown', 0, NULL),
  (18, 'late', 5, NULL),
  (18, 'soon', 5, NULL),
  (18, 'later', 5, NULL),
  (18, 'never', 1, NULL),
  (18, 'unknown', 0, NULL),
  (19, 'yes', 21, 6),
  (19, 'later', 21, 6),
  (19, 'unknown', 22, 6),
  (20, 'yes', 23, 6),
  (20, 'later', 23, 6),
  (20, 'unknown', 1, NULL),
  (21, 'no', 6, NULL),
  (21, 'torn', 4, NULL),
  (21, 'unknown', 1, NULL),
  (22, 'no', 1, NULL),
  (22, 'torn', 4, NULL),
  (22, 'unknown', 1, NULL),
  (23, 'no', 6, NULL),
  (23, 'torn', 6, NULL),
  (23, 'unknown', 1, NULL)
)
SELECT
  ticket.*,
  CASE
    WHEN outcome.value = -1 THEN 'invalid'
    WHEN outcome.value IS NULL THEN 'incomplete'
    WHEN outcome.value BETWEEN 0 AND 4 THEN 'routed'
    WHEN outcome.value BETWEEN 5 AND 6 THEN 'not_covered'
  END AS status,
  CASE
    WHEN outcome.value BETWEEN 0 AND 1 THEN 'desk'
    WHEN outcome.value = 2 THEN 'owner'
    WHEN outcome.value = 3 THEN 'porter'
    WHEN outcome.value = 4 THEN 'night'
  END AS contact,
  CASE
    WHEN (outcome.value BETWEEN 0 AND 1 OR outcome.value = 4) THEN 'The desk'
    WHEN outcome.value = 2 THEN 'The owner'
    WHEN outcome.value = 3 THEN 'The porter at exit X'
  END AS team,
  CASE
    WHEN outcome.value = 2 AND CASE WHEN typeof(ticket."owner") = 'integer' AND ticket."owner" IN (0, 1) THEN iif(ticket."owner", 'true', 'false') ELSE CAST(ticket."owner" AS TEXT) END LIKE '%@%' THEN CASE WHEN typeof(ticket."owner") = 'integer' AND ticket."owner" IN (0, 1) THEN iif(ticket."owner", 'true', 'false') ELSE CAST(ticket."owner" AS TEXT) END
    WHEN outcome.value BETWEEN 0 AND 1 THEN 'desk@example.com'
    WHEN outcome.value = 2 THEN 'owners@example.com'
    WHEN outcome.value = 4 THEN 'night@example.com'
  END AS email,
  CASE
    WHEN (outcome.value BETWEEN 0 AND 1 OR outcome.value = 4) THEN 'https://example.com/desk'
  END AS url,
  CASE
    WHEN outcome.value = 0 THEN 'late'
    WHEN outcome.value = 1 THEN 'unsure'
    WHEN outcome.value = 2 THEN 'owned'
    WHEN outcome.value = 3 THEN 'many'
    WHEN outcome.value = 4 THEN 'torn'
    WHEN outcome.value = 5 THEN 'heavy'
  END AS rule
FROM "tickets" AS ticket
-- Each answer as the rules tell them apart; '!': wrong, NULL: missing.
CROSS JOIN json_each(json_array((
  WITH given(question, given) AS (VALUES
    (0, CASE WHEN typeof(ticket."owner") = 'integer' AND ticket."owner" IN (0, 1) THEN iif(ticket."owner", 'true', 'false') ELSE CAST(ticket."owner" AS TEXT) END),
    (1, CAST(ticket."parcels" AS TEXT) COLLATE BINARY),
    (2, CAST(ticket."weight" AS TEXT) COLLATE BINARY),
    (3, CAST(ticket."warmth" AS TEXT) COLLATE BINARY),
    (4, CAST(ticket."due" AS TEXT) COLLATE BINARY),
    (5, CASE WHEN typeof(ticket."signed") = 'integer' AND ticket."signed" IN (0, 1) THEN iif(ticket."signed", 'true', 'false') ELSE CAST(ticket."signed" AS TEXT) END),
    (6, CASE WHEN typeof(ticket."opened") = 'integer' AND ticket."opened" IN (0, 1) THEN iif(ticket."opened", 'true', 'false') ELSE CAST(ticket."opened" AS TEXT) END)
  ),
  measured(question, given, measured) AS (
    SELECT question, given, CASE question
      WHEN 0 THEN NULL
      WHEN 1 THEN CASE WHEN substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) GLOB '[0-9]*' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) GLOB '*[0-9]' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) NOT GLOB '*[^0-9.]*' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) NOT GLOB '*.*.*'
          AND (instr(lower(given) || 'e', 'e') > length(given) OR (substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9]' OR substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9][0-9]' OR substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9][0-9][0-9]') AND instr(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) || '.', '.') <= 21 AND length(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%'))) <= instr(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) || '.', '.') + 20)
        THEN (SELECT CASE WHEN given LIKE '-%' THEN -1 ELSE 1 END * CASE WHEN length(ltrim(substr(plain, 1, instr(plain, '.') - 1), '0')) > 2
          THEN 1000 + (trim(rtrim(substr(plain, instr(plain, '.') + 1), '.'), '0') <> '')
          ELSE CAST(substr(plain, 1, instr(plain, '.') - 1) || substr(rtrim(substr(plain, instr(plain, '.') + 1), '.') || '', 1, 0) || (trim(substr(rtrim(substr(plain, instr(plain, '.') + 1), '.'), 1), '0') <> '') AS NUMERIC) END
          FROM (SELECT CASE exponent WHEN 0 THEN digits ELSE substr(printf('%.1000c', '0') || replace(digits, '.', '') || printf('%.1000c', '0'), 1, 1000 + instr(digits, '.') - 1 + exponent) || '.'
            || substr(printf('%.1000c', '0') || replace(digits, '.', '') || printf('%.1000c', '0'), 1000 + instr(digits, '.') - 1 + exponent + 1) || '.' END AS plain
          FROM (SELECT ltrim(substr(given, 1, place - 1), '-') || '.' AS digits, CAST(substr(given, place + 1) AS INT) AS exponent
          FROM (SELECT instr(lower(given) || 'e', 'e') AS place)))) END
      WHEN 2 THEN CASE WHEN substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) GLOB '[0-9]*' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) GLOB '*[0-9]' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) NOT GLOB '*[^0-9.]*' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) NOT GLOB '*.*.*'
          AND (instr(lower(given) || 'e', 'e') > length(given) OR (substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9]' OR substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9][0-9]' OR substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9][0-9][0-9]') AND instr(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) || '.', '.') <= 21 AND length(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%'))) <= instr(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) || '.', '.') + 20)
        THEN (SELECT CASE WHEN given LIKE '-%' THEN -1 ELSE 1 END * CASE WHEN length(ltrim(substr(plain, 1, instr(plain, '.') - 1), '0')) > 3
          THEN 1000000 + (trim(rtrim(substr(plain, instr(plain, '.') + 1), '.'), '0') <> '')
          ELSE CAST(substr(plain, 1, instr(plain, '.') - 1) || substr(rtrim(substr(plain, instr(plain, '.') + 1), '.') || '00', 1, 2) || (trim(substr(rtrim(substr(plain, instr(plain, '.') + 1), '.'), 3), '0') <> '') AS NUMERIC) END
          FROM (SELECT CASE exponent WHEN 0 THEN digits ELSE substr(printf('%.1000c', '0') || replace(digits, '.', '') || printf('%.1000c', '0'), 1, 1000 + instr(digits, '.') - 1 + exponent) || '.'
            || substr(printf('%.1000c', '0') || replace(digits, '.', '') || printf('%.1000c', '0'), 1000 + instr(digits, '.') - 1 + exponent + 1) || '.' END AS plain
          FROM (SELECT ltrim(substr(given, 1, place - 1), '-') || '.' AS digits, CAST(substr(given, place + 1) AS INT) AS exponent
          FROM (SELECT instr(lower(given) || 'e', 'e') AS place)))) END
      WHEN 3 THEN CASE WHEN substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) GLOB '[0-9]*' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) GLOB '*[0-9]' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) NOT GLOB '*[^0-9.]*' AND substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) NOT GLOB '*.*.*'
          AND (instr(lower(given) || 'e', 'e') > length(given) OR (substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9]' OR substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9][0-9]' OR substr(substr(given, instr(lower(given) || 'e', 'e') + 1), 1 + (substr(given, instr(lower(given) || 'e', 'e') + 1) GLOB '[+-]*')) GLOB '[0-9][0-9][0-9]') AND instr(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) || '.', '.') <= 21 AND length(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%'))) <= instr(substr(substr(given, 1, instr(lower(given) || 'e', 'e') - 1), 1 + (substr(given, 1, instr(lower(given) || 'e', 'e') - 1) LIKE '-%')) || '.', '.') + 20)
        THEN (SELECT CASE WHEN given LIKE '-%' THEN -1 ELSE 1 END * CASE WHEN length(ltrim(substr(plain, 1, instr(plain, '.') - 1), '0')) > 2
          THEN 100000 + (trim(rtrim(substr(plain, instr(plain, '.') + 1), '.'), '0') <> '')
          ELSE CAST(substr(plain, 1, instr(plain, '.') - 1) || substr(rtrim(substr(plain, instr(plain, '.') + 1), '.') || '00', 1, 2) || (trim(substr(rtrim(substr(plain, instr(plain, '.') + 1), '.'), 3), '0') <> '') AS NUMERIC) END
          FROM (SELECT CASE exponent WHEN 0 THEN digits ELSE substr(printf('%.1000c', '0') || replace(digits, '.', '') || printf('%.1000c', '0'), 1, 1000 + instr(digits, '.') - 1 + exponent) || '.'
            || substr(printf('%.1000c', '0') || replace(digits, '.', '') || printf('%.1000c', '0'), 1000 + instr(digits, '.') - 1 + exponent + 1) || '.' END AS plain
          FROM (SELECT ltrim(substr(given, 1, place - 1), '-') || '.' AS digits, CAST(substr(given, place + 1) AS INT) AS exponent
          FROM (SELECT instr(lower(given) || 'e', 'e') AS place)))) END
      WHEN 4 THEN CASE WHEN given GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND given NOT LIKE '0000%'
        THEN CASE WHEN date(julianday(given)) = given
          THEN julianday(given) - julianday(date('now', 'localtime')) END END
      WHEN 5 THEN NULL
      WHEN 6 THEN NULL
    END FROM given
  )
  SELECT json_group_array(CASE question
    WHEN 0 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('yes', 'no') THEN given
      WHEN given = 'true' THEN 'yes'
      WHEN given = 'false' THEN 'no'
      WHEN given = 'unknown' THEN 'no'
      WHEN instr(given, '@') > 1
        AND instr(given, '..') = 0
        AND instr(given, '.@') = 0
        AND instr(given, char(0)) = 0
        AND given NOT GLOB '.*'
        AND substr(given, instr(given, '@') + 1) GLOB '[^.]*.*[^.][^.]'
        AND substr(given, 1, instr(given, '@') - 1) NOT GLOB '*[]' || char(1) || '- "(),:;<>@[\]*'
        AND substr(given, instr(given, '@') + 1) NOT GLOB '*[' || char(1) || '-,/:-@[-^`{-~]*'
        AND given NOT GLOB '*[' || char(127) || '-¿' || char(5760) || char(8192) || '-' || char(8303) || char(12288) || char(57344) || '-' || char(63743) || '︀-�' || char(917504) || '-' || char(1114111) || ']*' AND length(given) <= 254 THEN 'yes'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 1 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('few', 'many') THEN given
      WHEN given = 'unknown' THEN 'unknown'
      WHEN measured % 10 <> 0 THEN '!'
      WHEN measured BETWEEN 10 AND 90 THEN 'few'
      WHEN measured >= 100 THEN 'many'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 2 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('light', 'heavy') THEN given
      WHEN given = 'unknown' THEN 'unknown'
      WHEN measured >= 0 AND measured < 2500 THEN 'light'
      WHEN measured BETWEEN 2500 AND 100250 THEN 'heavy'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 3 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('cold', 'warm') THEN given
      WHEN given = 'unknown' THEN 'unknown'
      WHEN measured < -12250 THEN 'cold'
      WHEN measured BETWEEN -12250 AND 5000 THEN 'warm'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 4 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('late', 'soon', 'later', 'never') THEN given
      WHEN given = 'unknown' THEN 'unknown'
      WHEN measured <= -1 THEN 'late'
      WHEN measured BETWEEN 0 AND 7 THEN 'soon'
      WHEN measured >= 8 THEN 'later'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 5 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('yes', 'later') THEN given
      WHEN given = 'true' THEN 'yes'
      WHEN given = 'unknown' THEN 'unknown'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 6 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('no', 'torn') THEN given
      WHEN given = 'false' THEN 'no'
      WHEN given = 'unknown' THEN 'unknown'
      WHEN given IS NOT NULL THEN '!'
    END
  END) FROM measured
))) AS answers
-- The number of the outcome; NULL: an answer is needed.
CROSS JOIN json_each(json_array((
  WITH RECURSIVE reached(node, question) AS (
    SELECT 7, 0
    UNION SELECT edge.child, edge.question
    FROM reached CROSS JOIN edge ON edge.node = reached.node
      AND edge.answer = json_extract(answers.value, '$[' || reached.question || ']')
    UNION SELECT edge.child, edge.question -- where the answer is missing, all that there are
    FROM reached CROSS JOIN edge ON edge.node = reached.node
    WHERE json_extract(answers.value, '$[' || reached.question || ']') IS NULL
  )
  SELECT CASE WHEN instr(answers.value, '"!"') > 0 THEN -1 ELSE (SELECT CASE WHEN count(*) = 1 THEN max(node) END FROM reached WHERE node < 7) END
))) AS outcome
