import { graphql } from "relay-runtime";

// A KPI's page: its movers, whose edges carry more than a node and a cursor.
export const kpi = graphql`
  query kpiQuery($id: ID!) {
    node(id: $id) {
      ...kpi_page @alias(as: "page")
    }
    kpi(id: $id) {
      ...kpi_page
    }
  }
`;

export const page = graphql`
  fragment kpi_page on Kpi
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" })
  @refetchable(queryName: "kpiPageQuery") {
    name
    measure {
      kind
      currency
    }
    values(first: 12) {
      nodes {
        at
        value
      }
    }
    movers(first: $first, after: $after) @connection(key: "kpiPage_movers") {
      unownedShare
      edges {
        share
        effect
        node {
          ...kpi_moves
        }
        paths(first: 2) {
          share
          steps {
            share
            node {
              ...kpi_step
            }
          }
        }
      }
    }
  }
`;

export const moves = graphql`
  fragment kpi_moves on Objective
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "kpiMovesQuery") {
    title
    moves(first: $first, after: $after) @connection(key: "kpiMoves_moves") {
      edges {
        share
        node {
          name
        }
      }
    }
    ...kpi_lineage
  }
`;

export const lineage = graphql`
  fragment kpi_lineage on Objective
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "kpiLineageQuery") {
    ancestors(first: $first, after: $after) @connection(key: "kpiLineage_ancestors") {
      edges {
        depth
        share
        node {
          title
        }
      }
    }
  }
`;

export const step = graphql`
  fragment kpi_step on Node @refetchable(queryName: "kpiStepQuery") {
    __typename
    id
    ... on Objective {
      title
    }
    ... on KeyResult {
      title
    }
    ... on Kpi {
      name
    }
  }
`;
