// The past: a state of anything is found by what it is of and when it ended, whatever it is, and a
// title or name that something had before is found by its words.
CREATE INDEX version_org_of_until IF NOT EXISTS
  FOR (n:Version) ON (n.org, n.of, n.until);
CREATE FULLTEXT INDEX formerTitles IF NOT EXISTS
  FOR (n:FormerTitle) ON EACH [n.org, n.title, n.name]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', `fulltext.eventually_consistent`: false}};
