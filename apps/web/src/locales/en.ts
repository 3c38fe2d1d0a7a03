import type {
  Announcement,
  FieldProblem,
  SignInMode,
  ThemeChoice,
  TileTrouble,
} from "@confab/view";
import { minPasswordLength } from "@confab/view";
import { noticesEn } from "./noticesEn.ts";

const fieldProblems: Readonly<Record<FieldProblem, string>> = {
  required: "Please fill this in.",
  "too-long": "That is too long.",
  "username-invalid": "Use small letters, digits and . _ = - / + only.",
  "username-taken": "Somebody has this username already. Try another.",
  "password-short": `Use at least ${minPasswordLength} characters.`,
  "password-weak": "That password is too easy to guess. Try a longer one.",
};

const signInTabs: Readonly<Record<SignInMode, string>> = {
  guest: "Continue as guest",
  login: "Log in",
  register: "Create account",
};

const tileTroubles: Readonly<Record<TileTrouble, string>> = {
  fine: "",
  connecting: "Connecting…",
  "other-sfu": "On another media server",
  "poor-connection": "Poor connection",
  "lost-connection": "Connection lost",
};

const themes: Readonly<Record<ThemeChoice, string>> = {
  system: "Same as the system",
  light: "Light",
  dark: "Dark",
};

function announcement(event: Announcement): string {
  switch (event.kind) {
    case "joined":
      return `${event.name} joined`;
    case "left":
      return `${event.name} left`;
    case "shares-screen":
      return `${event.name} shares their screen`;
    case "stopped-sharing":
      return `${event.name} stopped sharing`;
    case "microphone-on":
      return "Microphone on";
    case "microphone-off":
      return "Microphone off";
    case "camera-on":
      return "Camera on";
    case "camera-off":
      return "Camera off";
    case "warning-began":
      return noticesEn[`warning.${event.warning}`].title;
    case "warning-ended":
      return "Everything works again";
  }
}

function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

/** English, and the shape of every other language. */
export const en = {
  locale: "en",
  direction: "ltr" as "ltr" | "rtl",
  brand: {
    name: "Confab",
    tagline: "Lean in. Talk.",
    promise: "Clear calls on your own server, for everybody with the link.",
  },
  common: {
    back: "Back",
    cancel: "Cancel",
    close: "Close",
    dismiss: (title: string) => `Dismiss: ${title}`,
    copyLink: "Copy link",
    copied: "Copied",
    copyFailed: "Copying was blocked. The link is in the address bar.",
    loading: "Loading…",
    reload: "Reload",
    skipToContent: "Skip to content",
  },
  signIn: {
    welcome: "Welcome",
    welcomeHint: "A name is all it takes.",
    door: "You’re invited to a call",
    doorHint: "Say who you are, then check how you look.",
    tabs: signInTabs,
    tabsLabel: "Ways in",
    displayName: "Display name",
    displayNameHint: "This is what others see.",
    username: "Username",
    password: "Password",
    newPasswordHint: `At least ${minPasswordLength} characters.`,
    showPassword: "Show password",
    continue: "Continue",
    logIn: "Log in",
    createAccount: "Create account",
    guestNote: "A guest stays for a day. No e-mail, no password.",
    fieldProblems,
  },
  home: {
    greeting: (name: string) => `Hello, ${name}`,
    lead: "Who do you want to talk to?",
    newCall: "New call",
    newCallTitle: "New call",
    newCallHint: "Everybody with the link can join.",
    callName: "Call name",
    callNamePlaceholder: "Monday coffee",
    createCall: "Create call",
    pasteLabel: "Link to a call",
    pastePlaceholder: "Paste a link to a call",
    openLink: "Open",
    yourCalls: "Your calls",
    noCalls: "No calls yet",
    noCallsHint: "Start one and send its link, or paste a link that somebody sent you.",
    inCall: (count: number) => `${people(count)} in the call`,
    more: (name: string) => `More for ${name}`,
    leaveCall: "Remove from my calls",
    leftCall: (name: string) => `Removed “${name}”`,
    undo: "Undo",
    accountMenu: "Account",
    theme: "Appearance",
    themes,
    signOut: "Sign out",
    signOutGuestTitle: "Sign out as a guest?",
    signOutGuest:
      "A guest’s account cannot be opened again: your calls leave this list. Their links go on working.",
  },
  lobby: {
    unnamedCall: "Call",
    opening: "Opening the call…",
    slow: "The server takes its time. Check your network, or reload the page.",
    join: "Join call",
    nobodyYet: "Nobody is here yet. You’ll be the first.",
    here: (count: number) => (count === 1 ? "In the call now" : `${count} in the call now`),
    preview: "Your picture",
    devices: "Devices",
    cameraOff: "Camera is off",
    cameraStarting: "Starting camera…",
    level: "Microphone level",
    privacy: "Encrypted to this server, not yet end to end.",
  },
  devices: {
    microphone: "Microphone",
    camera: "Camera",
    speaker: "Speaker",
    unnamed: (kind: string, number: number) => `${kind} ${number}`,
    systemDefault: "System default",
    none: "None found",
    microphoneMenu: "Microphone and speaker settings",
    cameraMenu: "Camera settings",
    turnOff: (thing: string) => `Turn off ${thing}`,
    turnOn: (thing: string) => `Turn on ${thing}`,
  },
  call: {
    region: "Call",
    controls: "Call controls",
    joining: "Joining…",
    joiningSlowly: "Still joining. The server takes its time…",
    leaving: "Leaving…",
    people,
    elapsed: "Time in the call",
    shareScreen: "Share screen",
    stopSharing: "Stop sharing",
    leave: "Leave call",
    shortcuts: "Keyboard shortcuts",
    everybody: "People in the call",
    alone: "It’s just you so far",
    aloneHint: "Send the link to whoever you want to talk to.",
    you: (name: string) => `${name} (you)`,
    screenOf: (name: string) => `${name}’s screen`,
    ownScreen: "Your screen",
    muted: "Microphone off",
    enlarge: (name: string) => `Show ${name}’s screen large`,
    troubles: tileTroubles,
    announcement,
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    microphone: "Microphone on or off",
    camera: "Camera on or off",
    screen: "Share or stop sharing",
    help: "Show this page",
    escape: "Close what is open",
    enabled: "One-key shortcuts",
    enabledHint: "Switch them off if you steer this device by voice.",
  },
  ended: {
    left: "You left the call",
    duration: (minutes: number) =>
      minutes < 1 ? "You were in it for less than a minute." : `You were in it for ${minutes} min.`,
    rejoin: "Rejoin",
    home: "Back to home",
  },
  refused: {
    again: "Try again",
    home: "Back to home",
  },
  unusable: {
    "insecure-origin": {
      title: "Confab needs a secure address",
      body: "Browsers give cameras and microphones only to addresses that start with https (or to localhost). Open this page with https, or ask whoever runs this server to set it up.",
    },
    unsupported: {
      title: "This browser cannot make calls",
      body: "Confab needs WebRTC. Use a current Chrome, Edge, Firefox or Safari, and allow JavaScript.",
    },
  },
  crashed: {
    title: "Confab stumbled",
    body: "Something unexpected happened. Reloading usually helps.",
  },
  notices: noticesEn,
  noticeActions: {
    retry: "Try again",
    "resume-playback": "Turn on sound",
  },
};

export type Messages = typeof en;
