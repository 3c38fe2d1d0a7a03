import { writeFileSync } from "node:fs";
import type { Browser } from "@playwright/test";

/** Colours of one drawn person in front of a camera. */
interface Portrait {
  readonly wall: string;
  readonly lamp: string;
  readonly skin: string;
  readonly hair: string;
  readonly shirt: string;
  readonly longHair: boolean;
}

export const portraits = {
  amira: {
    wall: "#3d5a6c",
    lamp: "#ffd9a0",
    skin: "#c68a63",
    hair: "#2a1a17",
    shirt: "#e4b04a",
    longHair: true,
  },
  jonas: {
    wall: "#7a8c6b",
    lamp: "#fff3d6",
    skin: "#f0c3a0",
    hair: "#8a5a34",
    shirt: "#2f4858",
    longHair: false,
  },
  mei: {
    wall: "#a9746e",
    lamp: "#ffe9d6",
    skin: "#eac09a",
    hair: "#1c1b22",
    shirt: "#f4efe6",
    longHair: true,
  },
} as const satisfies Record<string, Portrait>;

const frames = 12;

/**
 * Draws a person as a short MJPEG clip, for Chromium's `--use-file-for-fake-video-capture`: pictures of calls
 * then show people instead of a test pattern.
 */
export async function writePortraitClip(
  browser: Browser,
  portrait: Portrait,
  file: string,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  const clip: Buffer[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const sway = Math.sin((frame / frames) * 2 * Math.PI);
    await page.setContent(drawing(portrait, sway));
    clip.push(await page.screenshot({ type: "jpeg", quality: 88 }));
  }
  await page.close();
  writeFileSync(file, Buffer.concat(clip));
}

function drawing(person: Portrait, sway: number): string {
  const dx = sway * 6;
  const dy = Math.abs(sway) * 4;
  const backHair = person.longHair
    ? `<path d="M500 300c-30 170-20 300-40 330h360c-20-30-10-160-40-330Z" fill="${person.hair}"/>`
    : "";
  return `<!doctype html><style>body{margin:0}</style>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720" width="1280" height="720">
  <defs>
    <radialGradient id="light" cx=".78" cy=".2" r=".9">
      <stop offset="0" stop-color="${person.lamp}" stop-opacity=".75"/>
      <stop offset=".55" stop-color="${person.lamp}" stop-opacity="0"/>
    </radialGradient>
    <linearGradient id="shade" x1="0" x2="1">
      <stop offset="0" stop-opacity=".22"/><stop offset=".6" stop-opacity="0"/>
    </linearGradient>
  </defs>
  <rect width="1280" height="720" fill="${person.wall}"/>
  <rect x="90" y="70" width="250" height="330" rx="6" fill="#fff" opacity=".13"/>
  <rect x="110" y="90" width="210" height="290" rx="3" fill="#fff" opacity=".12"/>
  <path d="M940 470h260v14H940zM960 380h34v90h-34zM1000 360h26v110h-26zM1032 392h40v78h-40z" fill="#000" opacity=".22"/>
  <circle cx="1130" cy="430" r="40" fill="#000" opacity=".16"/>
  <rect width="1280" height="720" fill="url(#light)"/>
  <g transform="translate(${dx} ${dy})">
    ${backHair}
    <path d="M300 720c10-130 110-190 260-205h160c150 15 250 75 260 205Z" fill="${person.shirt}"/>
    <path d="M570 450h140v90c-30 45-110 45-140 0Z" fill="${person.skin}"/>
    <path d="M570 470c40 40 100 40 140 0v30c-40 45-100 45-140 0Z" opacity=".16"/>
    <ellipse cx="640" cy="345" rx="122" ry="150" fill="${person.skin}"/>
    <path d="M512 345c-22-150 50-222 130-222s150 72 126 222c-8-70-40-118-84-140-50 30-130 40-150 50 4 30-16 60-22 90Z" fill="${person.hair}"/>
    <path d="M580 338q20-14 40 0M660 338q20-14 40 0" stroke="${person.hair}" stroke-width="8" fill="none" stroke-linecap="round"/>
    <circle cx="600" cy="362" r="8" fill="#241c1a"/><circle cx="680" cy="362" r="8" fill="#241c1a"/>
    <path d="M640 372q-12 34 4 40" stroke="#000" stroke-opacity=".25" stroke-width="5" fill="none" stroke-linecap="round"/>
    <path d="M600 432q40 ${26 + sway * 10} 80 0" stroke="#8c3f38" stroke-width="8" fill="none" stroke-linecap="round"/>
  </g>
  <rect width="1280" height="720" fill="url(#shade)"/>
</svg>`;
}
