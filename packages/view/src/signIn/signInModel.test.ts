import {
  AccountError,
  type AccountErrorReason,
  accountErrorReasons,
  type AccountPort,
  type AccountSession,
} from "@confab/core";
import { describe, expect, it } from "vitest";
import { createSignInModel } from "./signInModel.ts";

const session: AccountSession = {
  userId: "@ada:fake.test",
  deviceId: "DEVICE",
  accessToken: "secret",
  homeserverUrl: "https://fake.test",
};

function setUp() {
  const sent: unknown[] = [];
  const signedIn: AccountSession[] = [];
  let answer: () => Promise<AccountSession> = async () => session;
  const request = (kind: string) => async (details: object) => {
    sent.push({ kind, ...details });
    return await answer();
  };
  const accounts: AccountPort = {
    login: request("login"),
    register: request("register"),
    guest: request("guest"),
    logout: async () => {},
  };
  const model = createSignInModel({
    accounts,
    atCallDoor: false,
    notice: undefined,
    onSignedIn: (account) => signedIn.push(account),
  });
  return {
    model,
    sent,
    signedIn,
    refuse: (reason: AccountErrorReason) => {
      answer = async () => {
        throw new AccountError(reason);
      };
    },
    hold: () => {
      answer = () => new Promise(() => {});
    },
  };
}

describe("createSignInModel", () => {
  it("[SI1] shows every problem, sends nothing, and forgets a problem when its field is edited", async () => {
    const { model, sent } = setUp();
    model.setMode("register");
    model.displayName.set("   ");
    model.username.set("Ada Lovelace");
    model.password.set("short");
    await model.submit();
    expect(sent).toEqual([]);
    expect(model.displayName.problem$.value).toBe("required");
    expect(model.username.problem$.value).toBe("username-invalid");
    expect(model.password.problem$.value).toBe("password-short");
    model.password.set("shorter");
    expect(model.password.problem$.value).toBeUndefined();
  });

  it("[SI1] refuses a name that the server would cut", async () => {
    const { model, sent } = setUp();
    model.displayName.set("x".repeat(65));
    await model.submit();
    expect(model.displayName.problem$.value).toBe("too-long");
    expect(sent).toEqual([]);
  });

  it("[SI2] keeps what was typed, and asks of an old account nothing but that it is filled in", async () => {
    const { model, sent, signedIn } = setUp();
    model.setMode("register");
    model.username.set("Ada Lovelace");
    model.password.set("short");
    model.setMode("login");
    await model.submit();
    expect(sent).toEqual([{ kind: "login", username: "Ada Lovelace", password: "short" }]);
    expect(signedIn).toEqual([session]);
  });

  it("[SI3] lowers and trims a new username", async () => {
    const { model, sent } = setUp();
    model.setMode("register");
    model.displayName.set(" Ada ");
    model.username.set(" Ada.L ");
    model.password.set("correct horse");
    await model.submit();
    expect(sent).toEqual([
      { kind: "register", username: "ada.l", password: "correct horse", displayName: "Ada" },
    ]);
  });

  it.each(accountErrorReasons)("[SI4] shows %s where it belongs", async (reason) => {
    const { model, refuse } = setUp();
    model.setMode("login");
    model.username.set("ada");
    model.password.set("secret");
    refuse(reason);
    await model.submit();
    const shown = [
      model.notice$.value?.id,
      model.username.problem$.value,
      model.password.problem$.value,
    ].filter((problem) => problem !== undefined);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain(reason);
    expect(model.busy$.value).toBe(false);
  });

  it("[SI5] sends one request at a time", async () => {
    const { model, sent, hold } = setUp();
    hold();
    model.displayName.set("Ada");
    void model.submit();
    expect(model.busy$.value).toBe(true);
    await model.submit();
    expect(sent).toHaveLength(1);
  });
});
