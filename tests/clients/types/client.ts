// What a client writes against the generated types; it has to compile as it stands.
import type {
  BoardOwnerFragment,
  CheckInMutation,
  CheckInMutationVariables,
  KpiPageQuery,
  MixedQuery,
} from "./answers";
import type { ObjectiveFilter } from "./contract";

type Kpi = NonNullable<KpiPageQuery["kpi"]>;

export function movers(kpi: Kpi): { title: string; share: number }[] {
  return kpi.movers.edges.map(({ node, share }) => ({ title: node.title, share }));
}

export function ownerLine(owner: BoardOwnerFragment): string {
  return owner.__typename === "Team" ? `${owner.name} (${owner.kind})` : owner.email;
}

export function titles(answer: MixedQuery): string[] {
  return answer.nodes.flatMap((node) => (node?.__typename === "Objective" ? [node.title] : []));
}

export const active: ObjectiveFilter = {
  lifecycle: { in: ["ACTIVE"] },
  or: [{ level: { eq: "COMPANY" } }, { not: { progress: { lt: 0.5 } } }],
};

// @ts-expect-error A share is a number, so this would not have compiled.
export const wrong: string = movers({} as Kpi)[0]!.share;

export function refusals(answer: CheckInMutation): string[] {
  return answer.keyResultCheckIn.problems.map(({ message }) => message);
}

export const report: CheckInMutationVariables = {
  input: { keyResult: "kr_churn", value: 4, confidence: 0.7 },
};
