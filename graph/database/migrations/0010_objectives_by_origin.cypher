// The same goal through its cycles.
CREATE INDEX objective_org_origin IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.originId);
