// Tokens are listed by organization, and the keys of one are kept up to a number.
CREATE INDEX token_org_name IF NOT EXISTS
  FOR (n:Token) ON (n.org, n.name);
CREATE INDEX idempotent_request_org_token_at IF NOT EXISTS
  FOR (n:IdempotentRequest) ON (n.org, n.token, n.at);
