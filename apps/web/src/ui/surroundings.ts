import type { ShortcutsModel, ThemeModel } from "@confab/view";
import { createContext, use } from "react";
import type { Messages } from "../locales/en.ts";

/** What every component may need and no model knows: the language, the person's preferences, the join's marks. */
export interface Surroundings {
  readonly messages: Messages;
  readonly theme: ThemeModel;
  readonly shortcuts: ShortcutsModel;
  readonly joinMarks: JoinMarks;
}

/** Marks on the browser's performance timeline, for measuring how fast a join is. */
export interface JoinMarks {
  readonly joinClicked: () => void;
  readonly firstRemoteFrame: () => void;
}

export const SurroundingsContext = createContext<Surroundings | undefined>(undefined);

export function useSurroundings(): Surroundings {
  const surroundings = use(SurroundingsContext);
  if (surroundings === undefined) throw new Error("Rendered outside of SurroundingsContext");
  return surroundings;
}

export function useMessages(): Messages {
  return useSurroundings().messages;
}
