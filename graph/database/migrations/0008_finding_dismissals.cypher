// Findings that somebody has decided to leave as they are, by the keys of the findings.
CREATE CONSTRAINT finding_dismissal_org_id_unique IF NOT EXISTS
  FOR (n:FindingDismissal) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE INDEX finding_dismissal_org_key_id IF NOT EXISTS
  FOR (n:FindingDismissal) ON (n.org, n.key, n.id);
CREATE INDEX finding_dismissal_org_since_id IF NOT EXISTS
  FOR (n:FindingDismissal) ON (n.org, n.since, n.id);
CREATE INDEX finding_dismissal_version_org_of_until IF NOT EXISTS
  FOR (n:FindingDismissalVersion) ON (n.org, n.of, n.until);
