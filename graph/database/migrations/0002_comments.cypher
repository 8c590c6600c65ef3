// Comments on anything, and the threads of them.
CREATE CONSTRAINT comment_org_id_unique IF NOT EXISTS
  FOR (n:Comment) REQUIRE (n.org, n.id) IS UNIQUE;
// What is said of a node, in the order in which it was said.
CREATE INDEX comment_org_on_id_created_at_id IF NOT EXISTS
  FOR (n:Comment) ON (n.org, n.onId, n.createdAt, n.id);
CREATE INDEX comment_org_author_id_id IF NOT EXISTS
  FOR (n:Comment) ON (n.org, n.authorId, n.id);
CREATE INDEX comment_org_created_at_id IF NOT EXISTS
  FOR (n:Comment) ON (n.org, n.createdAt, n.id);
CREATE INDEX comment_org_updated_at_id IF NOT EXISTS
  FOR (n:Comment) ON (n.org, n.updatedAt, n.id);
CREATE INDEX comment_org_since_id IF NOT EXISTS
  FOR (n:Comment) ON (n.org, n.since, n.id);
CREATE INDEX comment_version_org_of_until IF NOT EXISTS
  FOR (n:CommentVersion) ON (n.org, n.of, n.until);
