-- Who to contact at HubSpot
-- For DuckDB, made by `hsroute show --format sql` from the rules: change them, not this.
-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,
-- an e-mail address, the text null for what is not known, or NULL where there is no answer yet.
SELECT
  ticket.*,
  CASE
    WHEN possible.rules = '!' THEN 'invalid'
    WHEN possible.rules LIKE '% %' THEN 'incomplete'
    WHEN possible.rules IN ('success-free-tools', 'renewal-later-free-tools', 'renewal-past-free-tools', 'account-matter-free-tools', 'unsure-free-tools') THEN 'not_covered'
    ELSE 'routed'
  END AS status,
  CASE
    WHEN possible.rules IN ('support-basic', 'support-starter', 'support-professional-or-enterprise') THEN 'support'
    WHEN possible.rules = 'support-free-tools' THEN 'community'
    WHEN possible.rules IN ('success-basic-or-starter', 'success-csm-not-known', 'renewal-later-basic-or-starter', 'renewal-later-csm-not-known', 'renewal-past-basic-or-starter', 'renewal-past-csm-not-known', 'account-matter-basic-or-starter', 'account-matter-csm-not-known', 'unsure-basic-or-starter', 'unsure-csm-not-known', 'unsure') THEN 'success-team'
    WHEN possible.rules IN ('success-csm-known', 'renewal-later-csm-known', 'renewal-past-csm-known', 'account-matter-csm-known', 'unsure-csm-known') THEN 'csm'
    WHEN possible.rules = 'renewal-contract-manager' THEN 'contract-manager'
    WHEN possible.rules IN ('renewal-within-90-days', 'renewal-just-passed') THEN 'contracts'
    WHEN possible.rules = 'billing' THEN 'billing'
    WHEN possible.rules IN ('purchase', 'trial-extension', 'trial-reactivation') THEN 'sales'
    WHEN possible.rules IN ('purchase-sales-rep', 'trial-extension-sales-rep', 'trial-reactivation-sales-rep') THEN 'sales-rep'
    ELSE NULL
  END AS contact,
  CASE
    WHEN possible.rules = '!' THEN NULL
    WHEN possible.rules LIKE '% %' THEN NULL
    ELSE possible.rules
  END AS rule
FROM "crm"."tickets" AS ticket
-- The answers as text.
CROSS JOIN LATERAL (
  SELECT
    CAST(ticket."category" AS VARCHAR) AS "category",
    CAST(ticket."trial" AS VARCHAR) AS "trial",
    CAST(ticket."sales_rep" AS VARCHAR) AS "sales_rep",
    CAST(ticket."about_renewal" AS VARCHAR) AS "about_renewal",
    CAST(ticket."contract_manager" AS VARCHAR) AS "contract_manager",
    CAST(ticket."renewal_date" AS VARCHAR) AS "renewal_date",
    CAST(ticket."tier" AS VARCHAR) AS "tier",
    CAST(ticket."csm" AS VARCHAR) AS "csm"
) AS given
-- How many days from today the dates are.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN regexp_full_match(given."trial", '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND given."trial" NOT LIKE '0000%'
      THEN TRY_CAST(given."trial" AS DATE) - DATE '2026-11-22' END AS "trial",
    CASE WHEN regexp_full_match(given."renewal_date", '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND given."renewal_date" NOT LIKE '0000%'
      THEN TRY_CAST(given."renewal_date" AS DATE) - DATE '2026-11-22' END AS "renewal_date"
) AS away
-- Each answer as the name of a value; '?': not known, '!': wrong, NULL: missing.
CROSS JOIN LATERAL (
  SELECT
    CASE
      WHEN given."category" IN ('support', 'success', 'contracts', 'billing', 'sales', 'unsure') THEN given."category"
      WHEN given."category" = 'null' THEN 'unsure'
      WHEN given."category" IS NOT NULL THEN '!'
    END AS "category",
    CASE
      WHEN given."trial" IN ('none', 'active', 'expired') THEN given."trial"
      WHEN given."trial" = 'null' THEN 'none'
      WHEN away."trial" BETWEEN -14 AND 0 THEN 'active'
      WHEN away."trial" <= -15 THEN 'expired'
      WHEN given."trial" IS NOT NULL THEN '!'
    END AS "trial",
    CASE
      WHEN given."sales_rep" IN ('yes', 'no') THEN given."sales_rep"
      WHEN given."sales_rep" = 'true' THEN 'yes'
      WHEN given."sales_rep" = 'false' THEN 'no'
      WHEN given."sales_rep" = 'null' THEN 'no'
      WHEN regexp_full_match(given."sales_rep", '[^\x00-\x20"(),.:;<>@\[\\\]]+(\.[^\x00-\x20"(),.:;<>@\[\\\]]+)*@([^\x00-,./:-@\[-^`{-~]+\.)+[^\x00-,./:-@\[-^`{-~]{2,}') AND regexp_full_match(given."sales_rep", '[^\x7f-\xbf\x{1680}\x{2000}-\x{206f}\x{3000}\x{d800}-\x{f8ff}\x{fe00}-\x{ffff}\x{e0000}-\x{10ffff}]*') AND length(given."sales_rep") <= 254 THEN 'yes'
      WHEN given."sales_rep" IS NOT NULL THEN '!'
    END AS "sales_rep",
    CASE
      WHEN given."about_renewal" IN ('yes', 'no') THEN given."about_renewal"
      WHEN given."about_renewal" = 'true' THEN 'yes'
      WHEN given."about_renewal" = 'false' THEN 'no'
      WHEN given."about_renewal" = 'null' THEN 'no'
      WHEN given."about_renewal" IS NOT NULL THEN '!'
    END AS "about_renewal",
    CASE
      WHEN given."contract_manager" IN ('yes', 'no') THEN given."contract_manager"
      WHEN given."contract_manager" = 'true' THEN 'yes'
      WHEN given."contract_manager" = 'false' THEN 'no'
      WHEN given."contract_manager" = 'null' THEN 'no'
      WHEN regexp_full_match(given."contract_manager", '[^\x00-\x20"(),.:;<>@\[\\\]]+(\.[^\x00-\x20"(),.:;<>@\[\\\]]+)*@([^\x00-,./:-@\[-^`{-~]+\.)+[^\x00-,./:-@\[-^`{-~]{2,}') AND regexp_full_match(given."contract_manager", '[^\x7f-\xbf\x{1680}\x{2000}-\x{206f}\x{3000}\x{d800}-\x{f8ff}\x{fe00}-\x{ffff}\x{e0000}-\x{10ffff}]*') AND length(given."contract_manager") <= 254 THEN 'yes'
      WHEN given."contract_manager" IS NOT NULL THEN '!'
    END AS "contract_manager",
    CASE
      WHEN given."renewal_date" IN ('soon', 'later', 'recent', 'past') THEN given."renewal_date"
      WHEN given."renewal_date" = 'null' THEN '?'
      WHEN away."renewal_date" BETWEEN 0 AND 90 THEN 'soon'
      WHEN away."renewal_date" >= 91 THEN 'later'
      WHEN away."renewal_date" BETWEEN -90 AND -1 THEN 'recent'
      WHEN away."renewal_date" <= -91 THEN 'past'
      WHEN given."renewal_date" IS NOT NULL THEN '!'
    END AS "renewal_date",
    CASE
      WHEN given."tier" IN ('free', 'basic', 'starter', 'professional', 'enterprise') THEN given."tier"
      WHEN given."tier" = 'null' THEN 'starter'
      WHEN given."tier" IS NOT NULL THEN '!'
    END AS "tier",
    CASE
      WHEN given."csm" IN ('yes', 'no') THEN given."csm"
      WHEN given."csm" = 'true' THEN 'yes'
      WHEN given."csm" = 'false' THEN 'no'
      WHEN given."csm" = 'null' THEN 'no'
      WHEN regexp_full_match(given."csm", '[^\x00-\x20"(),.:;<>@\[\\\]]+(\.[^\x00-\x20"(),.:;<>@\[\\\]]+)*@([^\x00-,./:-@\[-^`{-~]+\.)+[^\x00-,./:-@\[-^`{-~]{2,}') AND regexp_full_match(given."csm", '[^\x7f-\xbf\x{1680}\x{2000}-\x{206f}\x{3000}\x{d800}-\x{f8ff}\x{fe00}-\x{ffff}\x{e0000}-\x{10ffff}]*') AND length(given."csm") <= 254 THEN 'yes'
      WHEN given."csm" IS NOT NULL THEN '!'
    END AS "csm"
) AS answer
-- The rules that the answers do not contradict; '-': no rule, '!': wrong answers.
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN '!' IN (answer."category", answer."trial", answer."sales_rep", answer."about_renewal", answer."contract_manager", answer."renewal_date", answer."tier", answer."csm") THEN '!' ELSE concat_ws(' ',
      CASE WHEN (answer."category" = 'support' AND answer."tier" = 'free') IS NOT FALSE THEN 'support-free-tools' END,
      CASE WHEN (answer."category" = 'support' AND answer."tier" = 'basic') IS NOT FALSE THEN 'support-basic' END,
      CASE WHEN (answer."category" = 'support' AND answer."tier" = 'starter') IS NOT FALSE THEN 'support-starter' END,
      CASE WHEN (answer."category" = 'support' AND answer."tier" IN ('professional', 'enterprise')) IS NOT FALSE THEN 'support-professional-or-enterprise' END,
      CASE WHEN (answer."category" = 'success' AND answer."tier" = 'free') IS NOT FALSE THEN 'success-free-tools' END,
      CASE WHEN (answer."category" = 'success' AND answer."tier" IN ('basic', 'starter')) IS NOT FALSE THEN 'success-basic-or-starter' END,
      CASE WHEN (answer."category" = 'success' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'yes') IS NOT FALSE THEN 'success-csm-known' END,
      CASE WHEN (answer."category" = 'success' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'no') IS NOT FALSE THEN 'success-csm-not-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'yes') IS NOT FALSE THEN 'renewal-contract-manager' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'soon') IS NOT FALSE THEN 'renewal-within-90-days' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'recent') IS NOT FALSE THEN 'renewal-just-passed' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'later' AND answer."tier" = 'free') IS NOT FALSE THEN 'renewal-later-free-tools' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'later' AND answer."tier" IN ('basic', 'starter')) IS NOT FALSE THEN 'renewal-later-basic-or-starter' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'later' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'yes') IS NOT FALSE THEN 'renewal-later-csm-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'later' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'no') IS NOT FALSE THEN 'renewal-later-csm-not-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'past' AND answer."tier" = 'free') IS NOT FALSE THEN 'renewal-past-free-tools' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'past' AND answer."tier" IN ('basic', 'starter')) IS NOT FALSE THEN 'renewal-past-basic-or-starter' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'past' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'yes') IS NOT FALSE THEN 'renewal-past-csm-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = 'past' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'no') IS NOT FALSE THEN 'renewal-past-csm-not-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'no' AND answer."tier" = 'free') IS NOT FALSE THEN 'account-matter-free-tools' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'no' AND answer."tier" IN ('basic', 'starter')) IS NOT FALSE THEN 'account-matter-basic-or-starter' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'no' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'yes') IS NOT FALSE THEN 'account-matter-csm-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'no' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'no') IS NOT FALSE THEN 'account-matter-csm-not-known' END,
      CASE WHEN (answer."category" = 'billing') IS NOT FALSE THEN 'billing' END,
      CASE WHEN (answer."category" = 'sales' AND answer."trial" = 'none' AND answer."sales_rep" = 'no') IS NOT FALSE THEN 'purchase' END,
      CASE WHEN (answer."category" = 'sales' AND answer."trial" = 'none' AND answer."sales_rep" = 'yes') IS NOT FALSE THEN 'purchase-sales-rep' END,
      CASE WHEN (answer."category" = 'sales' AND answer."trial" = 'active' AND answer."sales_rep" = 'no') IS NOT FALSE THEN 'trial-extension' END,
      CASE WHEN (answer."category" = 'sales' AND answer."trial" = 'active' AND answer."sales_rep" = 'yes') IS NOT FALSE THEN 'trial-extension-sales-rep' END,
      CASE WHEN (answer."category" = 'sales' AND answer."trial" = 'expired' AND answer."sales_rep" = 'no') IS NOT FALSE THEN 'trial-reactivation' END,
      CASE WHEN (answer."category" = 'sales' AND answer."trial" = 'expired' AND answer."sales_rep" = 'yes') IS NOT FALSE THEN 'trial-reactivation-sales-rep' END,
      CASE WHEN (answer."category" = 'unsure' AND answer."tier" = 'free') IS NOT FALSE THEN 'unsure-free-tools' END,
      CASE WHEN (answer."category" = 'unsure' AND answer."tier" IN ('basic', 'starter')) IS NOT FALSE THEN 'unsure-basic-or-starter' END,
      CASE WHEN (answer."category" = 'unsure' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'yes') IS NOT FALSE THEN 'unsure-csm-known' END,
      CASE WHEN (answer."category" = 'unsure' AND answer."tier" IN ('professional', 'enterprise') AND answer."csm" = 'no') IS NOT FALSE THEN 'unsure-csm-not-known' END,
      CASE WHEN (answer."category" = 'contracts' AND answer."about_renewal" = 'yes' AND answer."contract_manager" = 'no' AND answer."renewal_date" = '?') IS NOT FALSE THEN 'unsure' END
    ) END AS rules
) AS possible
