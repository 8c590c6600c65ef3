// What people report week by week, by author and week.
CREATE CONSTRAINT report_org_id_unique IF NOT EXISTS
  FOR (n:Report) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE INDEX report_org_author_id_starts_on_id IF NOT EXISTS
  FOR (n:Report) ON (n.org, n.authorId, n.startsOn, n.id);
CREATE INDEX report_org_since_id IF NOT EXISTS
  FOR (n:Report) ON (n.org, n.since, n.id);
CREATE INDEX report_version_org_of_until IF NOT EXISTS
  FOR (n:ReportVersion) ON (n.org, n.of, n.until);
