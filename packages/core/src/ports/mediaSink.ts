/** Something that can show or play media: an `HTMLMediaElement` satisfies it. */
export interface MediaSink {
  srcObject: unknown;
}
