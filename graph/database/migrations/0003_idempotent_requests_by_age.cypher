// What is older than a day is removed, oldest first.
CREATE INDEX idempotent_request_org_at IF NOT EXISTS
  FOR (n:IdempotentRequest) ON (n.org, n.at);
