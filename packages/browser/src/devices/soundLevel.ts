/** Quieter than this is shown as silence, in decibels relative to full scale. */
const floorDb = -60;

/**
 * Loudness of some samples (−1…1 each) as 0…1, linear in decibels as ears are: 0 is the floor of −60 dBFS,
 * 1 is full scale.
 */
export function soundLevel(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rootMeanSquare = Math.sqrt(sum / Math.max(1, samples.length));
  const db = 20 * Math.log10(rootMeanSquare);
  return Math.min(1, Math.max(0, 1 - db / floorDb));
}
