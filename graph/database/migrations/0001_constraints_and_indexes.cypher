// Who may be what only once, the orders and filters that reads use, and the search.
// Every statement can be run again: two processes may start together.

// Nodes: the key of everything with an id.
CREATE CONSTRAINT organization_org_id_unique IF NOT EXISTS
  FOR (n:Organization) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT team_org_id_unique IF NOT EXISTS
  FOR (n:Team) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT person_org_id_unique IF NOT EXISTS
  FOR (n:Person) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT cycle_org_id_unique IF NOT EXISTS
  FOR (n:Cycle) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT objective_org_id_unique IF NOT EXISTS
  FOR (n:Objective) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT key_result_org_id_unique IF NOT EXISTS
  FOR (n:KeyResult) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT kpi_org_id_unique IF NOT EXISTS
  FOR (n:Kpi) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT kpi_target_org_id_unique IF NOT EXISTS
  FOR (n:KpiTarget) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT kpi_value_org_id_unique IF NOT EXISTS
  FOR (n:KpiValue) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT check_in_org_id_unique IF NOT EXISTS
  FOR (n:CheckIn) REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT initiative_org_id_unique IF NOT EXISTS
  FOR (n:Initiative) REQUIRE (n.org, n.id) IS UNIQUE;

// What else there is only once.
CREATE CONSTRAINT person_org_email_unique IF NOT EXISTS
  FOR (n:Person) REQUIRE (n.org, n.email) IS UNIQUE;
CREATE CONSTRAINT token_hash_unique IF NOT EXISTS
  FOR (n:Token) REQUIRE n.hash IS UNIQUE;
CREATE CONSTRAINT revision_org_number_unique IF NOT EXISTS
  FOR (n:Revision) REQUIRE (n.org, n.number) IS UNIQUE;
CREATE CONSTRAINT kpi_value_org_kpi_id_period_starts_at_unique IF NOT EXISTS
  FOR (n:KpiValue) REQUIRE (n.org, n.kpiId, n.periodStartsAt) IS UNIQUE;
CREATE CONSTRAINT idempotent_request_org_key_unique IF NOT EXISTS
  FOR (n:IdempotentRequest) REQUIRE (n.org, n.key) IS UNIQUE;

// Links: relationships with an id of their own; past ones are found by theirs.
CREATE CONSTRAINT aligns_to_org_id_unique IF NOT EXISTS
  FOR ()-[n:ALIGNS_TO]-() REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT supports_org_id_unique IF NOT EXISTS
  FOR ()-[n:SUPPORTS]-() REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT drives_org_id_unique IF NOT EXISTS
  FOR ()-[n:DRIVES]-() REQUIRE (n.org, n.id) IS UNIQUE;
CREATE CONSTRAINT proposes_org_id_unique IF NOT EXISTS
  FOR ()-[n:PROPOSES]-() REQUIRE (n.org, n.id) IS UNIQUE;
CREATE INDEX aligned_to_org_id IF NOT EXISTS
  FOR ()-[n:ALIGNED_TO]-() ON (n.org, n.id);
CREATE INDEX supported_org_id IF NOT EXISTS
  FOR ()-[n:SUPPORTED]-() ON (n.org, n.id);
CREATE INDEX drove_org_id IF NOT EXISTS
  FOR ()-[n:DROVE]-() ON (n.org, n.id);
CREATE INDEX proposed_org_id IF NOT EXISTS
  FOR ()-[n:PROPOSED]-() ON (n.org, n.id);
CREATE INDEX aligns_to_org_created_at_id IF NOT EXISTS
  FOR ()-[n:ALIGNS_TO]-() ON (n.org, n.createdAt, n.id);
CREATE INDEX aligns_to_org_since_id IF NOT EXISTS
  FOR ()-[n:ALIGNS_TO]-() ON (n.org, n.since, n.id);
CREATE INDEX supports_org_created_at_id IF NOT EXISTS
  FOR ()-[n:SUPPORTS]-() ON (n.org, n.createdAt, n.id);
CREATE INDEX supports_org_since_id IF NOT EXISTS
  FOR ()-[n:SUPPORTS]-() ON (n.org, n.since, n.id);
CREATE INDEX drives_org_created_at_id IF NOT EXISTS
  FOR ()-[n:DRIVES]-() ON (n.org, n.createdAt, n.id);
CREATE INDEX drives_org_since_id IF NOT EXISTS
  FOR ()-[n:DRIVES]-() ON (n.org, n.since, n.id);

// Orders and filters: a page is one seek on (organization, key, id).

// Objective
CREATE INDEX objective_org_title_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.title, n.id);
CREATE INDEX objective_org_progress_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.progress, n.id);
CREATE INDEX objective_org_created_at_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.createdAt, n.id);
CREATE INDEX objective_org_updated_at_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.updatedAt, n.id);
CREATE INDEX objective_org_since_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.since, n.id);
CREATE INDEX objective_org_owner_id_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.ownerId, n.id);
CREATE INDEX objective_org_cycle_id_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.cycleId, n.id);
CREATE INDEX objective_org_lead_id_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.leadId, n.id);
CREATE INDEX objective_org_level_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.level, n.id);
CREATE INDEX objective_org_lifecycle_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.lifecycle, n.id);
// Counts: the visible ones are counted on the index, public and private apart.
CREATE INDEX objective_org_visibility_owner_id IF NOT EXISTS
  FOR (n:Objective) ON (n.org, n.visibility, n.ownerId);

// KeyResult
CREATE INDEX key_result_org_title_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.title, n.id);
CREATE INDEX key_result_org_progress_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.progress, n.id);
CREATE INDEX key_result_org_created_at_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.createdAt, n.id);
CREATE INDEX key_result_org_updated_at_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.updatedAt, n.id);
CREATE INDEX key_result_org_since_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.since, n.id);
CREATE INDEX key_result_org_owner_id_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.ownerId, n.id);
CREATE INDEX key_result_org_objective_id_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.objectiveId, n.id);
CREATE INDEX key_result_org_check_in_due_on_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.checkInDueOn, n.id);
CREATE INDEX key_result_org_objective_id_position_id IF NOT EXISTS
  FOR (n:KeyResult) ON (n.org, n.objectiveId, n.position, n.id);

// Kpi
CREATE INDEX kpi_org_name_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.name, n.id);
CREATE INDEX kpi_org_created_at_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.createdAt, n.id);
CREATE INDEX kpi_org_updated_at_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.updatedAt, n.id);
CREATE INDEX kpi_org_since_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.since, n.id);
CREATE INDEX kpi_org_owner_id_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.ownerId, n.id);
CREATE INDEX kpi_org_status_id IF NOT EXISTS
  FOR (n:Kpi) ON (n.org, n.status, n.id);

// Team
CREATE INDEX team_org_name_id IF NOT EXISTS
  FOR (n:Team) ON (n.org, n.name, n.id);
CREATE INDEX team_org_created_at_id IF NOT EXISTS
  FOR (n:Team) ON (n.org, n.createdAt, n.id);
CREATE INDEX team_org_updated_at_id IF NOT EXISTS
  FOR (n:Team) ON (n.org, n.updatedAt, n.id);
CREATE INDEX team_org_since_id IF NOT EXISTS
  FOR (n:Team) ON (n.org, n.since, n.id);
CREATE INDEX team_org_parent_id_id IF NOT EXISTS
  FOR (n:Team) ON (n.org, n.parentId, n.id);

// Person
CREATE INDEX person_org_name_id IF NOT EXISTS
  FOR (n:Person) ON (n.org, n.name, n.id);
CREATE INDEX person_org_created_at_id IF NOT EXISTS
  FOR (n:Person) ON (n.org, n.createdAt, n.id);
CREATE INDEX person_org_updated_at_id IF NOT EXISTS
  FOR (n:Person) ON (n.org, n.updatedAt, n.id);
CREATE INDEX person_org_since_id IF NOT EXISTS
  FOR (n:Person) ON (n.org, n.since, n.id);
CREATE INDEX person_org_manager_id_id IF NOT EXISTS
  FOR (n:Person) ON (n.org, n.managerId, n.id);

// Cycle
CREATE INDEX cycle_org_name_id IF NOT EXISTS
  FOR (n:Cycle) ON (n.org, n.name, n.id);
CREATE INDEX cycle_org_created_at_id IF NOT EXISTS
  FOR (n:Cycle) ON (n.org, n.createdAt, n.id);
CREATE INDEX cycle_org_updated_at_id IF NOT EXISTS
  FOR (n:Cycle) ON (n.org, n.updatedAt, n.id);
CREATE INDEX cycle_org_since_id IF NOT EXISTS
  FOR (n:Cycle) ON (n.org, n.since, n.id);
CREATE INDEX cycle_org_starts_on_id IF NOT EXISTS
  FOR (n:Cycle) ON (n.org, n.startsOn, n.id);

// Initiative
CREATE INDEX initiative_org_title_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.title, n.id);
CREATE INDEX initiative_org_due_on_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.dueOn, n.id);
CREATE INDEX initiative_org_created_at_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.createdAt, n.id);
CREATE INDEX initiative_org_updated_at_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.updatedAt, n.id);
CREATE INDEX initiative_org_since_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.since, n.id);
CREATE INDEX initiative_org_target_id_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.targetId, n.id);
CREATE INDEX initiative_org_owner_id_id IF NOT EXISTS
  FOR (n:Initiative) ON (n.org, n.ownerId, n.id);

// CheckIn
CREATE INDEX check_in_org_effective_at_id IF NOT EXISTS
  FOR (n:CheckIn) ON (n.org, n.effectiveAt, n.id);
CREATE INDEX check_in_org_recorded_at_id IF NOT EXISTS
  FOR (n:CheckIn) ON (n.org, n.recordedAt, n.id);
CREATE INDEX check_in_org_created_at_id IF NOT EXISTS
  FOR (n:CheckIn) ON (n.org, n.createdAt, n.id);
CREATE INDEX check_in_org_since_id IF NOT EXISTS
  FOR (n:CheckIn) ON (n.org, n.since, n.id);
CREATE INDEX check_in_org_key_result_id_effective_at_id IF NOT EXISTS
  FOR (n:CheckIn) ON (n.org, n.keyResultId, n.effectiveAt, n.id);

// KpiValue
CREATE INDEX kpi_value_org_at_id IF NOT EXISTS
  FOR (n:KpiValue) ON (n.org, n.at, n.id);
CREATE INDEX kpi_value_org_created_at_id IF NOT EXISTS
  FOR (n:KpiValue) ON (n.org, n.createdAt, n.id);
CREATE INDEX kpi_value_org_since_id IF NOT EXISTS
  FOR (n:KpiValue) ON (n.org, n.since, n.id);
CREATE INDEX kpi_value_org_kpi_id_at_id IF NOT EXISTS
  FOR (n:KpiValue) ON (n.org, n.kpiId, n.at, n.id);

// KpiTarget
CREATE INDEX kpi_target_org_kpi_id_starts_on_id IF NOT EXISTS
  FOR (n:KpiTarget) ON (n.org, n.kpiId, n.startsOn, n.id);

// History: a past state is found by what it was of and when it ended.
CREATE INDEX organization_version_org_of_until IF NOT EXISTS
  FOR (n:OrganizationVersion) ON (n.org, n.of, n.until);
CREATE INDEX team_version_org_of_until IF NOT EXISTS
  FOR (n:TeamVersion) ON (n.org, n.of, n.until);
CREATE INDEX person_version_org_of_until IF NOT EXISTS
  FOR (n:PersonVersion) ON (n.org, n.of, n.until);
CREATE INDEX cycle_version_org_of_until IF NOT EXISTS
  FOR (n:CycleVersion) ON (n.org, n.of, n.until);
CREATE INDEX objective_version_org_of_until IF NOT EXISTS
  FOR (n:ObjectiveVersion) ON (n.org, n.of, n.until);
CREATE INDEX key_result_version_org_of_until IF NOT EXISTS
  FOR (n:KeyResultVersion) ON (n.org, n.of, n.until);
CREATE INDEX kpi_version_org_of_until IF NOT EXISTS
  FOR (n:KpiVersion) ON (n.org, n.of, n.until);
CREATE INDEX kpi_target_version_org_of_until IF NOT EXISTS
  FOR (n:KpiTargetVersion) ON (n.org, n.of, n.until);
CREATE INDEX kpi_value_version_org_of_until IF NOT EXISTS
  FOR (n:KpiValueVersion) ON (n.org, n.of, n.until);
CREATE INDEX check_in_version_org_of_until IF NOT EXISTS
  FOR (n:CheckInVersion) ON (n.org, n.of, n.until);
CREATE INDEX initiative_version_org_of_until IF NOT EXISTS
  FOR (n:InitiativeVersion) ON (n.org, n.of, n.until);
CREATE INDEX revision_org_at IF NOT EXISTS
  FOR (n:Revision) ON (n.org, n.at);
CREATE INDEX change_org_revision_sequence IF NOT EXISTS
  FOR (n:Change) ON (n.org, n.revision, n.sequence);
CREATE INDEX change_org_node_id_revision IF NOT EXISTS
  FOR (n:Change) ON (n.org, n.nodeId, n.revision);

// Search. A query names the organization as a phrase, since the analyzer splits ids at `-`, and
// the statement compares `org` once more, since it also folds case. No stop words: IT is a team.
CREATE FULLTEXT INDEX search IF NOT EXISTS
  FOR (n:Objective|KeyResult|Kpi|Team|Person|Cycle|Initiative) ON EACH [n.org, n.title, n.name]
  OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words', `fulltext.eventually_consistent`: false}};
