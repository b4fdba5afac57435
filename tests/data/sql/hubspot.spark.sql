-- Who to contact at HubSpot
-- For Spark SQL, made by `hsroute show --format sql` from the rules: change them, not this.
-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,
-- a number, an e-mail address, unknown for what is not known, or NULL where there is no answer yet.
SELECT
  ticket.*,
  CASE
    WHEN outcome.number = -1 THEN 'invalid'
    WHEN outcome.number IS NULL THEN 'incomplete'
    WHEN outcome.number BETWEEN 0 AND 31 THEN 'routed'
    WHEN outcome.number BETWEEN 32 AND 37 THEN 'not_covered'
  END AS status,
  CASE
    WHEN outcome.number BETWEEN 0 AND 2 THEN 'support'
    WHEN outcome.number = 3 THEN 'community'
    WHEN outcome.number BETWEEN 4 AND 15 THEN 'success-team'
    WHEN outcome.number BETWEEN 16 AND 21 THEN 'csm'
    WHEN outcome.number = 22 THEN 'contract-manager'
    WHEN outcome.number BETWEEN 23 AND 24 THEN 'contracts'
    WHEN outcome.number = 25 THEN 'billing'
    WHEN outcome.number BETWEEN 26 AND 28 THEN 'sales'
    WHEN outcome.number BETWEEN 29 AND 31 THEN 'sales-rep'
  END AS contact,
  CASE
    WHEN outcome.number BETWEEN 0 AND 2 THEN 'HubSpot Support'
    WHEN outcome.number = 3 THEN 'HubSpot knowledge base and community'
    WHEN outcome.number BETWEEN 4 AND 15 THEN 'Customer Success team'
    WHEN outcome.number BETWEEN 16 AND 21 THEN 'Your Customer Success Manager (CSM)'
    WHEN outcome.number = 22 THEN 'Your contract manager'
    WHEN outcome.number BETWEEN 23 AND 24 THEN 'Contract management'
    WHEN outcome.number = 25 THEN 'Billing'
    WHEN outcome.number BETWEEN 26 AND 28 THEN 'Sales'
    WHEN outcome.number BETWEEN 29 AND 31 THEN 'Your sales representative'
  END AS team,
  CASE
    WHEN outcome.number BETWEEN 16 AND 21 AND given.`csm` LIKE '%@%' THEN given.`csm`
    WHEN outcome.number = 22 AND given.`contract_manager` LIKE '%@%' THEN given.`contract_manager`
    WHEN outcome.number BETWEEN 29 AND 31 AND given.`sales_rep` LIKE '%@%' THEN given.`sales_rep`
    WHEN outcome.number BETWEEN 4 AND 15 THEN 'customersuccessteam@hubspot.com'
    WHEN outcome.number BETWEEN 23 AND 24 THEN 'contracts@hubspot.com'
    WHEN outcome.number = 25 THEN 'billing@hubspot.com'
  END AS email,
  CASE
    WHEN outcome.number = 3 THEN 'https://knowledge.hubspot.com'
    WHEN outcome.number BETWEEN 26 AND 28 THEN 'https://offers.hubspot.com/contact-sales'
  END AS url,
  CASE
    WHEN outcome.number = 0 THEN 'support-basic'
    WHEN outcome.number = 1 THEN 'support-starter'
    WHEN outcome.number = 2 THEN 'support-professional-or-enterprise'
    WHEN outcome.number = 3 THEN 'support-free-tools'
    WHEN outcome.number = 4 THEN 'success-basic-or-starter'
    WHEN outcome.number = 5 THEN 'success-csm-not-known'
    WHEN outcome.number = 6 THEN 'renewal-later-basic-or-starter'
    WHEN outcome.number = 7 THEN 'renewal-later-csm-not-known'
    WHEN outcome.number = 8 THEN 'renewal-past-basic-or-starter'
    WHEN outcome.number = 9 THEN 'renewal-past-csm-not-known'
    WHEN outcome.number = 10 THEN 'renewal-unknown-basic-or-starter'
    WHEN outcome.number = 11 THEN 'renewal-unknown-csm-not-known'
    WHEN outcome.number = 12 THEN 'account-matter-basic-or-starter'
    WHEN outcome.number = 13 THEN 'account-matter-csm-not-known'
    WHEN outcome.number = 14 THEN 'unsure-basic-or-starter'
    WHEN outcome.number = 15 THEN 'unsure-csm-not-known'
    WHEN outcome.number = 16 THEN 'success-csm-known'
    WHEN outcome.number = 17 THEN 'renewal-later-csm-known'
    WHEN outcome.number = 18 THEN 'renewal-past-csm-known'
    WHEN outcome.number = 19 THEN 'renewal-unknown-csm-known'
    WHEN outcome.number = 20 THEN 'account-matter-csm-known'
    WHEN outcome.number = 21 THEN 'unsure-csm-known'
    WHEN outcome.number = 22 THEN 'renewal-contract-manager'
    WHEN outcome.number = 23 THEN 'renewal-within-90-days'
    WHEN outcome.number = 24 THEN 'renewal-just-passed'
    WHEN outcome.number = 25 THEN 'billing'
    WHEN outcome.number = 26 THEN 'purchase'
    WHEN outcome.number = 27 THEN 'trial-extension'
    WHEN outcome.number = 28 THEN 'trial-reactivation'
    WHEN outcome.number = 29 THEN 'purchase-sales-rep'
    WHEN outcome.number = 30 THEN 'trial-extension-sales-rep'
    WHEN outcome.number = 31 THEN 'trial-reactivation-sales-rep'
    WHEN outcome.number = 32 THEN 'success-free-tools'
    WHEN outcome.number = 33 THEN 'renewal-later-free-tools'
    WHEN outcome.number = 34 THEN 'renewal-past-free-tools'
    WHEN outcome.number = 35 THEN 'renewal-unknown-free-tools'
    WHEN outcome.number = 36 THEN 'account-matter-free-tools'
    WHEN outcome.number = 37 THEN 'unsure-free-tools'
  END AS rule
FROM `crm`.`tickets` AS ticket
-- The answers as text.
CROSS JOIN LATERAL (
  SELECT inline(array(struct(
    CASE WHEN CAST(ticket.`category` AS STRING) = 'NaN' AND typeof(ticket.`category`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`category` AS STRING) END AS `category`,
    CASE WHEN typeof(ticket.`trial`) LIKE 'timestamp%' THEN left(CAST(ticket.`trial` AS STRING), 10) ELSE CASE WHEN CAST(ticket.`trial` AS STRING) = 'NaN' AND typeof(ticket.`trial`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`trial` AS STRING) END END AS `trial`,
    CASE WHEN CAST(ticket.`sales_rep` AS STRING) = 'NaN' AND typeof(ticket.`sales_rep`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`sales_rep` AS STRING) END AS `sales_rep`,
    CASE WHEN CAST(ticket.`about_renewal` AS STRING) = 'NaN' AND typeof(ticket.`about_renewal`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`about_renewal` AS STRING) END AS `about_renewal`,
    CASE WHEN CAST(ticket.`contract_manager` AS STRING) = 'NaN' AND typeof(ticket.`contract_manager`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`contract_manager` AS STRING) END AS `contract_manager`,
    CASE WHEN typeof(ticket.`renewal_date`) LIKE 'timestamp%' THEN left(CAST(ticket.`renewal_date` AS STRING), 10) ELSE CASE WHEN CAST(ticket.`renewal_date` AS STRING) = 'NaN' AND typeof(ticket.`renewal_date`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`renewal_date` AS STRING) END END AS `renewal_date`,
    CASE WHEN CAST(ticket.`tier` AS STRING) = 'NaN' AND typeof(ticket.`tier`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`tier` AS STRING) END AS `tier`,
    CASE WHEN CAST(ticket.`csm` AS STRING) = 'NaN' AND typeof(ticket.`csm`) IN ('float', 'double') THEN NULL ELSE CAST(ticket.`csm` AS STRING) END AS `csm`
  )))
) AS given
-- How many days from today the dates are; the numbers.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN given.`trial` RLIKE '^([0-9]{4}-[0-9]{2}-[0-9]{2})\\z' AND given.`trial` NOT LIKE '0000%'
      THEN datediff(TRY_CAST(given.`trial` AS DATE), DATE '2026-11-22') END AS `trial`,
    CASE WHEN given.`renewal_date` RLIKE '^([0-9]{4}-[0-9]{2}-[0-9]{2})\\z' AND given.`renewal_date` NOT LIKE '0000%'
      THEN datediff(TRY_CAST(given.`renewal_date` AS DATE), DATE '2026-11-22') END AS `renewal_date`
) AS measured
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
      WHEN measured.`trial` BETWEEN -14 AND 0 THEN 'active'
      WHEN measured.`trial` <= -15 THEN 'expired'
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
      WHEN measured.`renewal_date` BETWEEN 0 AND 90 THEN 'soon'
      WHEN measured.`renewal_date` >= 91 THEN 'later'
      WHEN measured.`renewal_date` BETWEEN -90 AND -1 THEN 'recent'
      WHEN measured.`renewal_date` <= -91 THEN 'past'
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
      WHEN answer.`csm` = 'no' THEN 5
      WHEN answer.`csm` IS NOT NULL THEN 16
    END AS n0,
    CASE
      WHEN answer.`csm` = 'no' THEN 7
      WHEN answer.`csm` IS NOT NULL THEN 17
    END AS n1,
    CASE
      WHEN answer.`csm` = 'no' THEN 9
      WHEN answer.`csm` IS NOT NULL THEN 18
    END AS n2,
    CASE
      WHEN answer.`csm` = 'no' THEN 11
      WHEN answer.`csm` IS NOT NULL THEN 19
    END AS n3,
    CASE
      WHEN answer.`csm` = 'no' THEN 13
      WHEN answer.`csm` IS NOT NULL THEN 20
    END AS n4,
    CASE
      WHEN answer.`csm` = 'no' THEN 15
      WHEN answer.`csm` IS NOT NULL THEN 21
    END AS n5
) AS level_7
-- What the answers from tier on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`tier` = 'free' THEN 3
      WHEN answer.`tier` = 'basic' THEN 0
      WHEN answer.`tier` = 'starter' THEN 1
      WHEN answer.`tier` IS NOT NULL THEN 2
    END AS n0,
    CASE
      WHEN answer.`tier` = 'free' THEN 32
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n0
      WHEN answer.`tier` IS NOT NULL THEN 4
    END AS n1,
    CASE
      WHEN answer.`tier` = 'free' THEN 33
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n1
      WHEN answer.`tier` IS NOT NULL THEN 6
    END AS n2,
    CASE
      WHEN answer.`tier` = 'free' THEN 34
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n2
      WHEN answer.`tier` IS NOT NULL THEN 8
    END AS n3,
    CASE
      WHEN answer.`tier` = 'free' THEN 35
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n3
      WHEN answer.`tier` IS NOT NULL THEN 10
    END AS n4,
    CASE
      WHEN answer.`tier` = 'free' THEN 36
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n4
      WHEN answer.`tier` IS NOT NULL THEN 12
    END AS n5,
    CASE
      WHEN answer.`tier` = 'free' THEN 37
      WHEN answer.`tier` IN ('professional', 'enterprise') THEN level_7.n5
      WHEN answer.`tier` IS NOT NULL THEN 14
    END AS n6
) AS level_6
-- What the answers from renewal_date on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`renewal_date` = 'later' THEN level_6.n2
      WHEN answer.`renewal_date` = 'recent' THEN 24
      WHEN answer.`renewal_date` = 'past' THEN level_6.n3
      WHEN answer.`renewal_date` = 'unknown' THEN level_6.n4
      WHEN answer.`renewal_date` IS NOT NULL THEN 23
    END AS n0
) AS level_5
-- What the answers from contract_manager on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`contract_manager` = 'no' THEN level_5.n0
      WHEN answer.`contract_manager` IS NULL AND 22 = level_5.n0 THEN 22
      WHEN answer.`contract_manager` IS NOT NULL THEN 22
    END AS n0
) AS level_4
-- What the answers from about_renewal on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`about_renewal` = 'no' THEN level_6.n5
      WHEN answer.`about_renewal` IS NULL AND level_4.n0 = level_6.n5 THEN level_4.n0
      WHEN answer.`about_renewal` IS NOT NULL THEN level_4.n0
    END AS n0
) AS level_3
-- What the answers from sales_rep on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`sales_rep` = 'no' THEN 26
      WHEN answer.`sales_rep` IS NOT NULL THEN 29
    END AS n0,
    CASE
      WHEN answer.`sales_rep` = 'no' THEN 27
      WHEN answer.`sales_rep` IS NOT NULL THEN 30
    END AS n1,
    CASE
      WHEN answer.`sales_rep` = 'no' THEN 28
      WHEN answer.`sales_rep` IS NOT NULL THEN 31
    END AS n2
) AS level_2
-- What the answers from trial on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`trial` = 'active' THEN level_2.n1
      WHEN answer.`trial` = 'expired' THEN level_2.n2
      WHEN answer.`trial` IS NULL AND level_2.n0 = level_2.n1 AND level_2.n0 = level_2.n2 THEN level_2.n0
      WHEN answer.`trial` IS NOT NULL THEN level_2.n0
    END AS n0
) AS level_1
-- What the answers from category on come to, by outcome.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN answer.`category` = 'success' THEN level_6.n1
      WHEN answer.`category` = 'contracts' THEN level_3.n0
      WHEN answer.`category` = 'billing' THEN 25
      WHEN answer.`category` = 'sales' THEN level_1.n0
      WHEN answer.`category` = 'unsure' THEN level_6.n6
      WHEN answer.`category` IS NULL AND 25 = level_6.n0 AND 25 = level_6.n1 AND 25 = level_3.n0 AND 25 = level_1.n0 AND 25 = level_6.n6 THEN 25
      WHEN answer.`category` IS NOT NULL THEN level_6.n0
    END AS n0
) AS level_0
-- The number of the outcome; NULL: an answer is needed.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN '!' IN (answer.`category`, answer.`trial`, answer.`sales_rep`, answer.`about_renewal`, answer.`contract_manager`, answer.`renewal_date`, answer.`tier`, answer.`csm`) THEN -1 ELSE level_0.n0 END AS number
) AS outcome
