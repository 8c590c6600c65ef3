import { graphql } from "relay-runtime";

// Whoever asks, found words, and nodes of every kind.
export const home = graphql`
  query homeQuery($text: String!, $ids: [ID!]!) {
    viewer {
      ...home_goals
    }
    search(text: $text, first: 10) @connection(key: "home_search") {
      edges {
        node {
          ...kpi_step
        }
      }
    }
    nodes(ids: $ids) {
      ...kpi_step
      ... on Alignment {
        weight
        from {
          title
        }
        to {
          title
        }
      }
      ... on Support {
        weight
        from {
          __typename
          ... on Objective {
            title
          }
          ... on KeyResult {
            title
          }
        }
      }
    }
  }
`;

export const goals = graphql`
  fragment home_goals on Viewer
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" })
  @refetchable(queryName: "homeGoalsQuery") {
    name
    objectives(first: $first, after: $after) @connection(key: "homeGoals_objectives") {
      edges {
        node {
          title
        }
      }
    }
    checkInsDue(first: 5) {
      nodes {
        title
        checkInDueOn
      }
    }
  }
`;

export const team = graphql`
  query homeTeamQuery($id: ID!, $last: Int, $before: String) {
    team(id: $id) {
      name
      allObjectives(first: 10) @connection(key: "homeTeam_allObjectives") {
        edges {
          node {
            title
          }
        }
      }
    }
    objectives(last: $last, before: $before) @connection(key: "homeTeam_objectives") {
      edges {
        node {
          title
        }
      }
    }
  }
`;
