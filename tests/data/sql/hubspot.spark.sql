-- Who to contact at HubSpot
-- For Spark SQL, made by `hsroute show --format sql` from the rules: change them, not this.
-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,
-- an e-mail address, unknown for what is not known, or NULL where there is no answer yet.
SELECT
  ticket.*,
  CASE
    WHEN '!' IN (answer.`category`, answer.`trial`, answer.`sales_rep`, answer.`about_renewal`, answer.`contract_manager`, answer.`renewal_date`, answer.`tier`, answer.`csm`) THEN 'invalid'
    WHEN level_0.n0 IS NULL THEN 'incomplete'
    WHEN level_0.n0 IN (4, 11, 15, 19, 23, 34) THEN 'not_covered'
    ELSE 'routed'
  END AS status,
  CASE
    WHEN '!' IN (answer.`category`, answer.`trial`, answer.`sales_rep`, answer.`about_renewal`, answer.`contract_manager`, answer.`renewal_date`, answer.`tier`, answer.`csm`) THEN NULL
    WHEN level_0.n0 IN (1, 2, 3) THEN 'support'
    WHEN level_0.n0 = 0 THEN 'community'
    WHEN level_0.n0 IN (5, 7, 12, 14, 16, 18, 20, 22, 24, 26, 35, 37) THEN 'success-team'
    WHEN level_0.n0 IN (6, 13, 17, 21, 25, 36) THEN 'csm'
    WHEN level_0.n0 = 8 THEN 'contract-manager'
    WHEN level_0.n0 IN (9, 10) THEN 'contracts'
    WHEN level_0.n0 = 27 THEN 'billing'
    WHEN level_0.n0 IN (28, 30, 32) THEN 'sales'
    WHEN level_0.n0 IN (29, 31, 33) THEN 'sales-rep'
    ELSE NULL
  END AS contact,
  CASE
    WHEN '!' IN (answer.`category`, answer.`trial`, answer.`sales_rep`, answer.`about_renewal`, answer.`contract_manager`, answer.`renewal_date`, answer.`tier`, answer.`csm`) THEN NULL
    WHEN level_0.n0 = 0 THEN 'support-free-tools'
    WHEN level_0.n0 = 1 THEN 'support-basic'
    WHEN level_0.n0 = 2 THEN 'support-starter'
    WHEN level_0.n0 = 3 THEN 'support-professional-or-enterprise'
    WHEN level_0.n0 = 4 THEN 'success-free-tools'
    WHEN level_0.n0 = 5 THEN 'success-basic-or-starter'
    WHEN level_0.n0 = 6 THEN 'success-csm-known'
    WHEN level_0.n0 = 7 THEN 'success-csm-not-known'
    WHEN level_0.n0 = 8 THEN 'renewal-contract-manager'
    WHEN level_0.n0 = 9 THEN 'renewal-within-90-days'
    WHEN level_0.n0 = 10 THEN 'renewal-just-passed'
    WHEN level_0.n0 = 11 THEN 'renewal-later-free-tools'
    WHEN level_0.n0 = 12 THEN 'renewal-later-basic-or-starter'
    WHEN level_0.n0 = 13 THEN 'renewal-later-csm-known'
    WHEN level_0.n0 = 14 THEN 'renewal-later-csm-not-known'
    WHEN level_0.n0 = 15 THEN 'renewal-past-free-tools'
    WHEN level_0.n0 = 16 THEN 'renewal-past-basic-or-starter'
    WHEN level_0.n0 = 17 THEN 'renewal-past-csm-known'
    WHEN level_0.n0 = 18 THEN 'renewal-past-csm-not-known'
    WHEN level_0.n0 = 19 THEN 'renewal-unknown-free-tools'
    WHEN level_0.n0 = 20 THEN 'renewal-unknown-basic-or-starter'
    WHEN level_0.n0 = 21 THEN 'renewal-unknown-csm-known'
    WHEN level_0.n0 = 22 THEN 'renewal-unknown-csm-not-known'
    WHEN level_0.n0 = 23 THEN 'account-matter-free-tools'
    WHEN level_0.n0 = 24 THEN 'account-matter-basic-or-starter'
    WHEN level_0.n0 = 25 THEN 'account-matter-csm-known'
    WHEN level_0.n0 = 26 THEN 'account-matter-csm-not-known'
    WHEN level_0.n0 = 27 THEN 'billing'
    WHEN level_0.n0 = 28 THEN 'purchase'
    WHEN level_0.n0 = 29 THEN 'purchase-sales-rep'
    WHEN level_0.n0 = 30 THEN 'trial-extension'
    WHEN level_0.n0 = 31 THEN 'trial-extension-sales-rep'
    WHEN level_0.n0 = 32 THEN 'trial-reactivation'
    WHEN level_0.n0 = 33 THEN 'trial-reactivation-sales-rep'
    WHEN level_0.n0 = 34 THEN 'unsure-free-tools'
    WHEN level_0.n0 = 35 THEN 'unsure-basic-or-starter'
    WHEN level_0.n0 = 36 THEN 'unsure-csm-known'
    WHEN level_0.n0 = 37 THEN 'unsure-csm-not-known'
    ELSE NULL
  END AS rule
FROM `crm`.`tickets` AS ticket
-- The answers as text.
CROSS JOIN LATERAL (
  SELECT
    CAST(ticket.`category` AS STRING) AS `category`,
    CAST(ticket.`trial` AS STRING) AS `trial`,
    CAST(ticket.`sales_rep` AS STRING) AS `sales_rep`,
    CAST(ticket.`about_renewal` AS STRING) AS `about_renewal`,
    CAST(ticket.`contract_manager` AS STRING) AS `contract_manager`,
    CAST(ticket.`renewal_date` AS STRING) AS `renewal_date`,
    CAST(ticket.`tier` AS STRING) AS `tier`,
    CAST(ticket.`csm` AS STRING) AS `csm`
) AS given
-- How many days from today the dates are.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN given.`trial` RLIKE '^([0-9]{4}-[0-9]{2}-[0-9]{2})\\z' AND given.`trial` NOT LIKE '0000%'
      THEN datediff(TRY_CAST(given.`trial` AS DATE), DATE '2026-11-22') END AS `trial`,
    CASE WHEN given.`renewal_date` RLIKE '^([0-9]{4}-[0-9]{2}-[0-9]{2})\\z' AND given.`renewal_date` NOT LIKE '0000%'
      THEN datediff(TRY_CAST(given.`renewal_date` AS DATE), DATE '2026-11-22') END AS `renewal_date`
) AS away
-- Each answer as the rules tell them apart; '!': wrong, NULL: missing.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN given.`category` IN ('', 'null') THEN NULL
      WHEN given.`category` IN ('support', 'success', 'contracts', 'billing', 'sales', 'unsure') THEN given.`category`
      WHEN given.`category` = 'unknown' THEN 'unsure'
      WHEN given.`category` IS NOT NULL THEN '!'
    END AS `category`,
    CASE
      WHEN given.`trial` IN ('', 'null') THEN NULL
      WHEN given.`trial` IN ('none', 'active', 'expired') THEN given.`trial`
      WHEN given.`trial` = 'unknown' THEN 'none'
      WHEN away.`trial` BETWEEN -14 AND 0 THEN 'active'
      WHEN away.`trial` <= -15 THEN 'expired'
      WHEN given.`trial` IS NOT NULL THEN '!'
    END AS `trial`,
    CASE
      WHEN given.`sales_rep` IN ('', 'null') THEN NULL
      WHEN given.`sales_rep` IN ('yes', 'no') THEN given.`sales_rep`
      WHEN given.`sales_rep` = 'true' THEN 'yes'
      WHEN given.`sales_rep` = 'false' THEN 'no'
      WHEN given.`sales_rep` = 'unknown' THEN 'no'
      WHEN given.`sales_rep` RLIKE '^([^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+(\\.[^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+)*@([^\\x00-,./:-@\\[-^`{-~]+\\.)+[^\\x00-,./:-@\\[-^`{-~]{2,})\\z' AND given.`sales_rep` RLIKE '^([^\\x7f-\\xbf\\x{1680}\\x{2000}-\\x{206f}\\x{3000}\\x{d800}-\\x{f8ff}\\x{fe00}-\\x{ffff}\\x{e0000}-\\x{10ffff}]*)\\z' AND length(given.`sales_rep`) <= 254 THEN 'yes'
      WHEN given.`sales_rep` IS NOT NULL THEN '!'
    END AS `sales_rep`,
    CASE
      WHEN given.`about_renewal` IN ('', 'null') THEN NULL
      WHEN given.`about_renewal` IN ('yes', 'no') THEN given.`about_renewal`
      WHEN given.`about_renewal` = 'true' THEN 'yes'
      WHEN given.`about_renewal` = 'false' THEN 'no'
      WHEN given.`about_renewal` = 'unknown' THEN 'no'
      WHEN given.`about_renewal` IS NOT NULL THEN '!'
    END AS `about_renewal`,
    CASE
      WHEN given.`contract_manager` IN ('', 'null') THEN NULL
      WHEN given.`contract_manager` IN ('yes', 'no') THEN given.`contract_manager`
      WHEN given.`contract_manager` = 'true' THEN 'yes'
      WHEN given.`contract_manager` = 'false' THEN 'no'
      WHEN given.`contract_manager` = 'unknown' THEN 'no'
      WHEN given.`contract_manager` RLIKE '^([^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+(\\.[^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+)*@([^\\x00-,./:-@\\[-^`{-~]+\\.)+[^\\x00-,./:-@\\[-^`{-~]{2,})\\z' AND given.`contract_manager` RLIKE '^([^\\x7f-\\xbf\\x{1680}\\x{2000}-\\x{206f}\\x{3000}\\x{d800}-\\x{f8ff}\\x{fe00}-\\x{ffff}\\x{e0000}-\\x{10ffff}]*)\\z' AND length(given.`contract_manager`) <= 254 THEN 'yes'
      WHEN given.`contract_manager` IS NOT NULL THEN '!'
    END AS `contract_manager`,
    CASE
      WHEN given.`renewal_date` IN ('', 'null') THEN NULL
      WHEN given.`renewal_date` IN ('soon', 'later', 'recent', 'past') THEN given.`renewal_date`
      WHEN given.`renewal_date` = 'unknown' THEN 'unknown'
      WHEN away.`renewal_date` BETWEEN 0 AND 90 THEN 'soon'
      WHEN away.`renewal_date` >= 91 THEN 'later'
      WHEN away.`renewal_date` BETWEEN -90 AND -1 THEN 'recent'
      WHEN away.`renewal_date` <= -91 THEN 'past'
      WHEN given.`renewal_date` IS NOT NULL THEN '!'
    END AS `renewal_date`,
    CASE
      WHEN given.`tier` IN ('', 'null') THEN NULL
      WHEN given.`tier` IN ('free', 'basic', 'starter', 'professional', 'enterprise') THEN given.`tier`
      WHEN given.`tier` = 'unknown' THEN 'starter'
      WHEN given.`tier` IS NOT NULL THEN '!'
    END AS `tier`,
    CASE
      WHEN given.`csm` IN ('', 'null') THEN NULL
      WHEN given.`csm` IN ('yes', 'no') THEN given.`csm`
      WHEN given.`csm` = 'true' THEN 'yes'
      WHEN given.`csm` = 'false' THEN 'no'
      WHEN given.`csm` = 'unknown' THEN 'no'
      WHEN given.`csm` RLIKE '^([^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+(\\.[^\\x00-\\x20"(),.:;<>@\\[\\\\\\]]+)*@([^\\x00-,./:-@\\[-^`{-~]+\\.)+[^\\x00-,./:-@\\[-^`{-~]{2,})\\z' AND given.`csm` RLIKE '^([^\\x7f-\\xbf\\x{1680}\\x{2000}-\\x{206f}\\x{3000}\\x{d800}-\\x{f8ff}\\x{fe00}-\\x{ffff}\\x{e0000}-\\x{10ffff}]*)\\z' AND length(given.`csm`) <= 254 THEN 'yes'
      WHEN given.`csm` IS NOT NULL THEN '!'
    END AS `csm`
) AS answer
-- What the answers from csm on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`csm` = 'yes' THEN 6
      WHEN answer.`csm` = 'no' THEN 7
    END AS n0,
    CASE
      WHEN answer.`csm` = 'yes' THEN 13
      WHEN answer.`csm` = 'no' THEN 14
    END AS n1,
    CASE
      WHEN answer.`csm` = 'yes' THEN 17
      WHEN answer.`csm` = 'no' THEN 18
    END AS n2,
    CASE
      WHEN answer.`csm` = 'yes' THEN 21
      WHEN answer.`csm` = 'no' THEN 22
    END AS n3,
    CASE
      WHEN answer.`csm` = 'yes' THEN 25
      WHEN answer.`csm` = 'no' THEN 26
    END AS n4,
    CASE
      WHEN answer.`csm` = 'yes' THEN 36
      WHEN answer.`csm` = 'no' THEN 37
    END AS n5
) AS level_7
-- What the answers from tier on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`tier` = 'free' THEN 0
      WHEN answer.`tier` = 'basic' THEN 1
      WHEN answer.`tier` = 'starter' THEN 2
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN 3
    END AS n0,
    CASE
      WHEN answer.`tier` = 'free' THEN 4
      WHEN answer.`tier` IN ('basic', 'starter') THEN 5
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n0
    END AS n1,
    CASE
      WHEN answer.`tier` = 'free' THEN 11
      WHEN answer.`tier` IN ('basic', 'starter') THEN 12
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n1
    END AS n2,
    CASE
      WHEN answer.`tier` = 'free' THEN 15
      WHEN answer.`tier` IN ('basic', 'starter') THEN 16
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n2
    END AS n3,
    CASE
      WHEN answer.`tier` = 'free' THEN 19
      WHEN answer.`tier` IN ('basic', 'starter') THEN 20
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n3
    END AS n4,
    CASE
      WHEN answer.`tier` = 'free' THEN 23
      WHEN answer.`tier` IN ('basic', 'starter') THEN 24
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n4
    END AS n5,
    CASE
      WHEN answer.`tier` = 'free' THEN 34
      WHEN answer.`tier` IN ('basic', 'starter') THEN 35
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n5
    END AS n6
) AS level_6
-- What the answers from renewal_date on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`renewal_date` = 'soon' THEN 9
      WHEN answer.`renewal_date` = 'later' THEN level_6.n2
      WHEN answer.`renewal_date` = 'recent' THEN 10
      WHEN answer.`renewal_date` = 'past' THEN level_6.n3
      WHEN answer.`renewal_date` = 'unknown' THEN level_6.n4
    END AS n0
) AS level_5
-- What the answers from contract_manager on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`contract_manager` = 'yes' THEN 8
      WHEN answer.`contract_manager` = 'no' THEN level_5.n0
      WHEN answer.`contract_manager` IS NULL AND 8 = level_5.n0 THEN 8
    END AS n0
) AS level_4
-- What the answers from about_renewal on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`about_renewal` = 'yes' THEN level_4.n0
      WHEN answer.`about_renewal` = 'no' THEN level_6.n5
      WHEN answer.`about_renewal` IS NULL AND level_4.n0 = level_6.n5 THEN level_4.n0
    END AS n0
) AS level_3
-- What the answers from sales_rep on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`sales_rep` = 'yes' THEN 29
      WHEN answer.`sales_rep` = 'no' THEN 28
    END AS n0,
    CASE
      WHEN answer.`sales_rep` = 'yes' THEN 31
      WHEN answer.`sales_rep` = 'no' THEN 30
    END AS n1,
    CASE
      WHEN answer.`sales_rep` = 'yes' THEN 33
      WHEN answer.`sales_rep` = 'no' THEN 32
    END AS n2
) AS level_2
-- What the answers from trial on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`trial` = 'none' THEN level_2.n0
      WHEN answer.`trial` = 'active' THEN level_2.n1
      WHEN answer.`trial` = 'expired' THEN level_2.n2
      WHEN answer.`trial` IS NULL AND level_2.n0 = level_2.n1 AND level_2.n0 = level_2.n2 THEN level_2.n0
    END AS n0
) AS level_1
-- What the answers from category on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`category` = 'support' THEN level_6.n0
      WHEN answer.`category` = 'success' THEN level_6.n1
      WHEN answer.`category` = 'contracts' THEN level_3.n0
      WHEN answer.`category` = 'billing' THEN 27
      WHEN answer.`category` = 'sales' THEN level_1.n0
      WHEN answer.`category` = 'unsure' THEN level_6.n6
      WHEN answer.`category` IS NULL AND 27 = level_6.n0 AND 27 = level_6.n1 AND 27 = level_3.n0 AND 27 = level_1.n0 AND 27 = level_6.n6 THEN 27
    END AS n0
) AS level_0
