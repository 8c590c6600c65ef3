// Lists of objectives in the order of their owners' priorities.
CREATE INDEX objective_org_priority_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.priority, n.id);
