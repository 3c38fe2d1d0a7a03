// The fakes that run in a page, where Vitest does not: for the app's development gallery.
export { createMemoryStore } from "./memoryStore.ts";
export { createFakeCapture } from "./devices/fakeCapture.ts";
export { createFakeCall } from "./call/fakeCall.ts";
export type { FakeCall } from "./call/fakeCall.ts";
export { createFakeLocalMedia } from "./call/fakeLocalMedia.ts";
export type { FakeLocalMedia } from "./call/fakeLocalMedia.ts";
export { createFakeParticipant } from "./call/fakeParticipant.ts";
export type { FakeParticipant } from "./call/fakeParticipant.ts";
export { createFakeSession } from "./matrix/fakeSession.ts";
export type { FakeSession } from "./matrix/fakeSession.ts";
export { matrixErrors } from "./matrix/matrixFaults.ts";
