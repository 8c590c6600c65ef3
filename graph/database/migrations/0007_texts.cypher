// Lists by title or name are in the order of stored keys (graph.domain.collation).
CREATE INDEX objective_org_sort_key_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.sortKey, n.id);
CREATE INDEX key_result_org_sort_key_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.sortKey, n.id);
CREATE INDEX kpi_org_sort_key_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.sortKey, n.id);
CREATE INDEX team_org_sort_key_id IF NOT EXISTS
  FOR (n:Team) ON (n.org, n.sortKey, n.id);
CREATE INDEX person_org_sort_key_id IF NOT EXISTS
  FOR (n:Person) ON (n.org, n.sortKey, n.id);
CREATE INDEX cycle_org_sort_key_id IF NOT EXISTS
  FOR (n:Cycle) ON (n.org, n.sortKey, n.id);
CREATE INDEX initiative_org_sort_key_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.sortKey, n.id);
DROP INDEX objective_org_title_id IF EXISTS;
DROP INDEX key_result_org_title_id IF EXISTS;
DROP INDEX kpi_org_name_id IF EXISTS;
DROP INDEX team_org_name_id IF EXISTS;
DROP INDEX person_org_name_id IF EXISTS;
DROP INDEX cycle_org_name_id IF EXISTS;
DROP INDEX initiative_org_title_id IF EXISTS;
// Searches ask for stored terms (graph.domain.search_terms), which are split at spaces alone. So an
// organization's id is one term, as it is.
CREATE FULLTEXT INDEX searchTerms IF NOT EXISTS
  FOR (n:Objective|KeyResult|Kpi|Team|Person|Cycle|Initiative) ON EACH [n.org, n.searchTerms]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE FULLTEXT INDEX formerSearchTerms IF NOT EXISTS
  FOR (n:FormerTitle) ON EACH [n.org, n.searchTerms]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false}};
CREATE INDEX former_title_org_of_until IF NOT EXISTS
  FOR (n:FormerTitle) ON (n.org, n.of, n.until);
DROP INDEX search IF EXISTS;
DROP INDEX formerTitles IF EXISTS;
