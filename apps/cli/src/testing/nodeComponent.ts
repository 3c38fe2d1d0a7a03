import type { Component, ComponentName } from "../stack/component.ts";

/** A component that is a small Node program. It answers as soon as it runs, unless told otherwise. */
export function nodeComponent(
  name: ComponentName,
  program: string,
  options: { readonly cwd: string; readonly answers?: Component["answers"] },
): Component {
  return {
    name,
    title: name,
    files: [],
    command: { program: process.execPath, args: ["-e", program], cwd: options.cwd },
    answers: options.answers ?? (async () => true),
  };
}

/** Runs until it is ended. */
export const idle = "setInterval(() => {}, 1000)";
/** Takes no notice of SIGTERM. */
export const stubborn = `process.on("SIGTERM", () => {}); ${idle}`;
