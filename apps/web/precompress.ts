import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

const textExtensions = new Set([".css", ".html", ".js", ".json", ".svg", ".txt"]);

/** What was compressed, in bytes before and after (brotli). */
interface Precompressed {
  readonly files: number;
  readonly bytes: number;
  readonly compressedBytes: number;
}

/** Writes a `.br` and a `.gz` beside every text file under `folder`, as small as they get. */
export async function precompress(folder: string): Promise<Precompressed> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && textExtensions.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(paths.map((path) => compressFile(path)));
  return {
    files: paths.length,
    bytes: sizes.reduce((sum, size) => sum + size.bytes, 0),
    compressedBytes: sizes.reduce((sum, size) => sum + size.compressedBytes, 0),
  };
}

async function compressFile(path: string): Promise<{ bytes: number; compressedBytes: number }> {
  const content = await readFile(path);
  const [br, gz] = await Promise.all([
    brotli(content, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    gzipped(content, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
  return { bytes: content.length, compressedBytes: br.length };
}
