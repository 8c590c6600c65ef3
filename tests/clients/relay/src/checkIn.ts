import { graphql } from "relay-runtime";

// A change answers with every node that it touched, so that the store stays right.
export const checkIn = graphql`
  mutation checkInMutation($input: KeyResultCheckInInput!) {
    keyResultCheckIn(input: $input) {
      problems {
        code
        message
        path
      }
      checkIn {
        value
      }
      changed {
        nodes {
          ...checkIn_changed
        }
      }
    }
  }
`;

export const changed = graphql`
  fragment checkIn_changed on Node {
    ... on Objective {
      progress
      health
    }
    ... on KeyResult {
      current
      progress
      health
    }
  }
`;
