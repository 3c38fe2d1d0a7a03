import { type Browser, test as base } from "@playwright/test";
import { newPerson, type Person } from "./person.ts";

export { expect } from "@playwright/test";

interface People {
  /** Puts somebody in front of a browser, the test's own without another. They go home when the test ends. */
  readonly invite: (name: string, browser?: Browser) => Promise<Person>;
}

/** Playwright's `test`, with people. Whoever stayed in a call would take the processor from the next test. */
export const test = base.extend<People>({
  invite: async ({ browser }, use) => {
    const guests: Person[] = [];
    await use(async (name, other = browser) => {
      const person = await newPerson(other, name);
      guests.push(person);
      return person;
    });
    for (const guest of guests) {
      if (guest.page.context().browser()?.isConnected() === true)
        await guest.page.context().close();
    }
  },
});
