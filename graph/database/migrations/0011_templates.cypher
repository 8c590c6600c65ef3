// Templates that organizations have made themselves, and their former states.
CREATE CONSTRAINT template_org_id_unique IF NOT EXISTS
  FOR (n:Template) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE INDEX template_version_org_of_until IF NOT EXISTS
  FOR (n:TemplateVersion) ON (n.org, n.of, n.until);
