"""The JSON Schemas of rules files, cases, answers, routes and reports."""
