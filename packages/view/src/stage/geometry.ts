/** CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** CSS pixels from the inline and block start, so that right-to-left pages mirror it. */
export interface Rect extends Size {
  readonly inline: number;
  readonly block: number;
}
