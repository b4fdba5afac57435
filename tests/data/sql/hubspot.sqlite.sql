-- Who to contact at HubSpot
-- For SQLite, made by `hsroute show --format sql` from the rules: change them, not this.
-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,
-- a number, an e-mail address, unknown for what is not known, or NULL where there is no answer yet.
-- Where each answer leads: to a node, and what is asked there; the first numbers are outcomes.
WITH edge(node, answer, child, question) AS (VALUES
  (38, 'support', 46, 6),
  (38, 'success', 47, 6),
  (38, 'contracts', 43, 3),
  (38, 'billing', 25, NULL),
  (38, 'sales', 39, 1),
  (38, 'unsure', 52, 6),
  (39, 'none', 40, 2),
  (39, 'active', 41, 2),
  (39, 'expired', 42, 2),
  (40, 'yes', 29, NULL),
  (40, 'no', 26, NULL),
  (41, 'yes', 30, NULL),
  (41, 'no', 27, NULL),
  (42, 'yes', 31, NULL),
  (42, 'no', 28, NULL),
  (43, 'yes', 44, 4),
  (43, 'no', 51, 6),
  (44, 'yes', 22, NULL),
  (44, 'no', 45, 5),
  (45, 'soon', 23, NULL),
  (45, 'later', 48, 6),
  (45, 'recent', 24, NULL),
  (45, 'past', 49, 6),
  (45, 'unknown', 50, 6),
  (46, 'free', 3, NULL),
  (46, 'basic', 0, NULL),
  (46, 'starter', 1, NULL),
  (46, 'professional', 2, NULL),
  (46, 'enterprise', 2, NULL),
  (47, 'free', 32, NULL),
  (47, 'basic', 4, NULL),
  (47, 'starter', 4, NULL),
  (47, 'professional', 53, 7),
  (47, 'enterprise', 53, 7),
  (48, 'free', 33, NULL),
  (48, 'basic', 6, NULL),
  (48, 'starter', 6, NULL),
  (48, 'professional', 54, 7),
  (48, 'enterprise', 54, 7),
  (49, 'free', 34, NULL),
  (49, 'basic', 8, NULL),
  (49, 'starter', 8, NULL),
  (49, 'professional', 55, 7),
  (49, 'enterprise', 55, 7),
  (50, 'free', 35, NULL),
  (50, 'basic', 10, NULL),
  (50, 'starter', 10, NULL),
  (50, 'professional', 56, 7),
  (50, 'enterprise', 56, 7),
  (51, 'free', 36, NULL),
  (51, 'basic', 12, NULL),
  (51, 'starter', 12, NULL),
  (51, 'professional', 57, 7),
  (51, 'enterprise', 57, 7),
  (52, 'free', 37, NULL),
  (52, 'basic', 14, NULL),
  (52, 'starter', 14, NULL),
  (52, 'professional', 58, 7),
  (52, 'enterprise', 58, 7),
  (53, 'yes', 16, NULL),
  (53, 'no', 5, NULL),
  (54, 'yes', 17, NULL),
  (54, 'no', 7, NULL),
  (55, 'yes', 18, NULL),
  (55, 'no', 9, NULL),
  (56, 'yes', 19, NULL),
  (56, 'no', 11, NULL),
  (57, 'yes', 20, NULL),
  (57, 'no', 13, NULL),
  (58, 'yes', 21, NULL),
  (58, 'no', 15, NULL)
)
SELECT
  ticket.*,
  CASE
    WHEN outcome.value = -1 THEN 'invalid'
    WHEN outcome.value IS NULL THEN 'incomplete'
    WHEN outcome.value BETWEEN 0 AND 31 THEN 'routed'
    WHEN outcome.value BETWEEN 32 AND 37 THEN 'not_covered'
  END AS status,
  CASE
    WHEN outcome.value BETWEEN 0 AND 2 THEN 'support'
    WHEN outcome.value = 3 THEN 'community'
    WHEN outcome.value BETWEEN 4 AND 15 THEN 'success-team'
    WHEN outcome.value BETWEEN 16 AND 21 THEN 'csm'
    WHEN outcome.value = 22 THEN 'contract-manager'
    WHEN outcome.value BETWEEN 23 AND 24 THEN 'contracts'
    WHEN outcome.value = 25 THEN 'billing'
    WHEN outcome.value BETWEEN 26 AND 28 THEN 'sales'
    WHEN outcome.value BETWEEN 29 AND 31 THEN 'sales-rep'
  END AS contact,
  CASE
    WHEN outcome.value BETWEEN 0 AND 2 THEN 'HubSpot Support'
    WHEN outcome.value = 3 THEN 'HubSpot knowledge base and community'
    WHEN outcome.value BETWEEN 4 AND 15 THEN 'Customer Success team'
    WHEN outcome.value BETWEEN 16 AND 21 THEN 'Your Customer Success Manager (CSM)'
    WHEN outcome.value = 22 THEN 'Your contract manager'
    WHEN outcome.value BETWEEN 23 AND 24 THEN 'Contract management'
    WHEN outcome.value = 25 THEN 'Billing'
    WHEN outcome.value BETWEEN 26 AND 28 THEN 'Sales'
    WHEN outcome.value BETWEEN 29 AND 31 THEN 'Your sales representative'
  END AS team,
  CASE
    WHEN outcome.value BETWEEN 16 AND 21 AND CASE WHEN typeof(ticket."csm") = 'integer' AND ticket."csm" IN (0, 1) THEN iif(ticket."csm", 'true', 'false') ELSE CAST(ticket."csm" AS TEXT) END LIKE '%@%' THEN CASE WHEN typeof(ticket."csm") = 'integer' AND ticket."csm" IN (0, 1) THEN iif(ticket."csm", 'true', 'false') ELSE CAST(ticket."csm" AS TEXT) END
    WHEN outcome.value = 22 AND CASE WHEN typeof(ticket."contract_manager") = 'integer' AND ticket."contract_manager" IN (0, 1) THEN iif(ticket."contract_manager", 'true', 'false') ELSE CAST(ticket."contract_manager" AS TEXT) END LIKE '%@%' THEN CASE WHEN typeof(ticket."contract_manager") = 'integer' AND ticket."contract_manager" IN (0, 1) THEN iif(ticket."contract_manager", 'true', 'false') ELSE CAST(ticket."contract_manager" AS TEXT) END
    WHEN outcome.value BETWEEN 29 AND 31 AND CASE WHEN typeof(ticket."sales_rep") = 'integer' AND ticket."sales_rep" IN (0, 1) THEN iif(ticket."sales_rep", 'true', 'false') ELSE CAST(ticket."sales_rep" AS TEXT) END LIKE '%@%' THEN CASE WHEN typeof(ticket."sales_rep") = 'integer' AND ticket."sales_rep" IN (0, 1) THEN iif(ticket."sales_rep", 'true', 'false') ELSE CAST(ticket."sales_rep" AS TEXT) END
    WHEN outcome.value BETWEEN 4 AND 15 THEN 'customersuccessteam@hubspot.com'
    WHEN outcome.value BETWEEN 23 AND 24 THEN 'contracts@hubspot.com'
    WHEN outcome.value = 25 THEN 'billing@hubspot.com'
  END AS email,
  CASE
    WHEN outcome.value = 3 THEN 'https://knowledge.hubspot.com'
    WHEN outcome.value BETWEEN 26 AND 28 THEN 'https://offers.hubspot.com/contact-sales'
  END AS url,
  CASE
    WHEN outcome.value = 0 THEN 'support-basic'
    WHEN outcome.value = 1 THEN 'support-starter'
    WHEN outcome.value = 2 THEN 'support-professional-or-enterprise'
    WHEN outcome.value = 3 THEN 'support-free-tools'
    WHEN outcome.value = 4 THEN 'success-basic-or-starter'
    WHEN outcome.value = 5 THEN 'success-csm-not-known'
    WHEN outcome.value = 6 THEN 'renewal-later-basic-or-starter'
    WHEN outcome.value = 7 THEN 'renewal-later-csm-not-known'
    WHEN outcome.value = 8 THEN 'renewal-past-basic-or-starter'
    WHEN outcome.value = 9 THEN 'renewal-past-csm-not-known'
    WHEN outcome.value = 10 THEN 'renewal-unknown-basic-or-starter'
    WHEN outcome.value = 11 THEN 'renewal-unknown-csm-not-known'
    WHEN outcome.value = 12 THEN 'account-matter-basic-or-starter'
    WHEN outcome.value = 13 THEN 'account-matter-csm-not-known'
    WHEN outcome.value = 14 THEN 'unsure-basic-or-starter'
    WHEN outcome.value = 15 THEN 'unsure-csm-not-known'
    WHEN outcome.value = 16 THEN 'success-csm-known'
    WHEN outcome.value = 17 THEN 'renewal-later-csm-known'
    WHEN outcome.value = 18 THEN 'renewal-past-csm-known'
    WHEN outcome.value = 19 THEN 'renewal-unknown-csm-known'
    WHEN outcome.value = 20 THEN 'account-matter-csm-known'
    WHEN outcome.value = 21 THEN 'unsure-csm-known'
    WHEN outcome.value = 22 THEN 'renewal-contract-manager'
    WHEN outcome.value = 23 THEN 'renewal-within-90-days'
    WHEN outcome.value = 24 THEN 'renewal-just-passed'
    WHEN outcome.value = 25 THEN 'billing'
    WHEN outcome.value = 26 THEN 'purchase'
    WHEN outcome.value = 27 THEN 'trial-extension'
    WHEN outcome.value = 28 THEN 'trial-reactivation'
    WHEN outcome.value = 29 THEN 'purchase-sales-rep'
    WHEN outcome.value = 30 THEN 'trial-extension-sales-rep'
    WHEN outcome.value = 31 THEN 'trial-reactivation-sales-rep'
    WHEN outcome.value = 32 THEN 'success-free-tools'
    WHEN outcome.value = 33 THEN 'renewal-later-free-tools'
    WHEN outcome.value = 34 THEN 'renewal-past-free-tools'
    WHEN outcome.value = 35 THEN 'renewal-unknown-free-tools'
    WHEN outcome.value = 36 THEN 'account-matter-free-tools'
    WHEN outcome.value = 37 THEN 'unsure-free-tools'
  END AS rule
FROM "crm"."tickets" AS ticket
-- Each answer as the rules tell them apart; '!': wrong, NULL: missing.
CROSS JOIN json_each(json_array((
  WITH given(question, given) AS (VALUES
    (0, CAST(ticket."category" AS TEXT) COLLATE BINARY),
    (1, CAST(ticket."trial" AS TEXT) COLLATE BINARY),
    (2, CASE WHEN typeof(ticket."sales_rep") = 'integer' AND ticket."sales_rep" IN (0, 1) THEN iif(ticket."sales_rep", 'true', 'false') ELSE CAST(ticket."sales_rep" AS TEXT) END),
    (3, CASE WHEN typeof(ticket."about_renewal") = 'integer' AND ticket."about_renewal" IN (0, 1) THEN iif(ticket."about_renewal", 'true', 'false') ELSE CAST(ticket."about_renewal" AS TEXT) END),
    (4, CASE WHEN typeof(ticket."contract_manager") = 'integer' AND ticket."contract_manager" IN (0, 1) THEN iif(ticket."contract_manager", 'true', 'false') ELSE CAST(ticket."contract_manager" AS TEXT) END),
    (5, CAST(ticket."renewal_date" AS TEXT) COLLATE BINARY),
    (6, CAST(ticket."tier" AS TEXT) COLLATE BINARY),
    (7, CASE WHEN typeof(ticket."csm") = 'integer' AND ticket."csm" IN (0, 1) THEN iif(ticket."csm", 'true', 'false') ELSE CAST(ticket."csm" AS TEXT) END)
  ),
  measured(question, given, measured) AS (
    SELECT question, given, CASE question
      WHEN 0 THEN NULL
      WHEN 1 THEN CASE WHEN given GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND given NOT LIKE '0000%'
        THEN CASE WHEN date(julianday(given)) = given
          THEN julianday(given) - julianday('2026-11-22') END END
      WHEN 2 THEN NULL
      WHEN 3 THEN NULL
      WHEN 4 THEN NULL
      WHEN 5 THEN CASE WHEN given GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND given NOT LIKE '0000%'
        THEN CASE WHEN date(julianday(given)) = given
          THEN julianday(given) - julianday('2026-11-22') END END
      WHEN 6 THEN NULL
      WHEN 7 THEN NULL
    END FROM given
  )
  SELECT json_group_array(CASE question
    WHEN 0 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('support', 'success', 'contracts', 'billing', 'sales', 'unsure') THEN given
      WHEN given = 'unknown' THEN 'unsure'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 1 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('none', 'active', 'expired') THEN given
      WHEN given = 'unknown' THEN 'none'
      WHEN measured BETWEEN -14 AND 0 THEN 'active'
      WHEN measured <= -15 THEN 'expired'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 2 THEN CASE
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
    WHEN 3 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('yes', 'no') THEN given
      WHEN given = 'true' THEN 'yes'
      WHEN given = 'false' THEN 'no'
      WHEN given = 'unknown' THEN 'no'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 4 THEN CASE
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
    WHEN 5 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('soon', 'later', 'recent', 'past') THEN given
      WHEN given = 'unknown' THEN 'unknown'
      WHEN measured BETWEEN 0 AND 90 THEN 'soon'
      WHEN measured >= 91 THEN 'later'
      WHEN measured BETWEEN -90 AND -1 THEN 'recent'
      WHEN measured <= -91 THEN 'past'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 6 THEN CASE
      WHEN given IN ('', 'null') THEN NULL
      WHEN given IN ('free', 'basic', 'starter', 'professional', 'enterprise') THEN given
      WHEN given = 'unknown' THEN 'starter'
      WHEN given IS NOT NULL THEN '!'
    END
    WHEN 7 THEN CASE
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
  END) FROM measured
))) AS answers
-- The number of the outcome; NULL: an answer is needed.
CROSS JOIN json_each(json_array((
  WITH RECURSIVE reached(node, question) AS (
    SELECT 38, 0
    UNION SELECT edge.child, edge.question
    FROM reached CROSS JOIN edge ON edge.node = reached.node
      AND edge.answer = json_extract(answers.value, '$[' || reached.question || ']')
    UNION SELECT edge.child, edge.question -- where the answer is missing, all that there are
    FROM reached CROSS JOIN edge ON edge.node = reached.node
    WHERE json_extract(answers.value, '$[' || reached.question || ']') IS NULL
  )
  SELECT CASE WHEN instr(answers.value, '"!"') > 0 THEN -1 ELSE (SELECT CASE WHEN count(*) = 1 THEN max(node) END FROM reached WHERE node < 38) END
))) AS outcome
