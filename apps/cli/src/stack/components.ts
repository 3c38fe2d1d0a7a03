import type { Component, StackPlan } from "./component.ts";
import { confabServer } from "./confabServer.ts";
import { homeserver } from "./homeserver.ts";
import { sfu } from "./sfu.ts";
import { turn } from "./turn.ts";

/** All components of a plan, in the order in which they are stopped backwards: what others need comes first. */
export function createComponents(plan: StackPlan): readonly Component[] {
  const { turnserver } = plan.programs;
  return [
    homeserver(plan),
    sfu(plan, process.platform),
    ...(turnserver === undefined ? [] : [turn(plan, turnserver)]),
    confabServer(plan),
  ];
}
