/** Small persistent strings: preferences, device choices. A store that is full or forbidden drops writes silently. */
export interface KeyValueStore {
  get(key: string): string | undefined;
  set(key: string, value: string | undefined): void;
}
