import { graphql } from "relay-runtime";

// The first screen of an alignment tree: pages of roots, and of what hangs below each.
export const board = graphql`
  query boardQuery($first: Int!, $after: String, $filter: ObjectiveFilter) {
    organization {
      name
      revision
    }
    ...board_roots @arguments(first: $first, after: $after, filter: $filter)
  }
`;

export const roots = graphql`
  fragment board_roots on Query
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    filter: { type: "ObjectiveFilter" }
  )
  @refetchable(queryName: "boardRootsQuery") {
    objectives(first: $first, after: $after, filter: $filter, orderBy: { field: TITLE })
      @connection(key: "board_objectives", filters: ["filter"]) {
      totalCount
      groups(by: HEALTH) {
        key
        count
      }
      edges {
        node {
          id
          ...board_row
        }
      }
    }
  }
`;

export const row = graphql`
  fragment board_row on Objective
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" })
  @refetchable(queryName: "boardRowQuery") {
    title
    progress
    health
    updatedAt
    owner {
      ...board_owner
    }
    alignedFrom(first: $first, after: $after) @connection(key: "boardRow_alignedFrom") {
      edges {
        share
        alignment {
          weight
        }
        node {
          title
        }
      }
    }
  }
`;

export const owner = graphql`
  fragment board_owner on ObjectiveOwner @refetchable(queryName: "boardOwnerQuery") {
    __typename
    name
    ... on Team {
      kind
    }
    ... on Person {
      email
    }
  }
`;
