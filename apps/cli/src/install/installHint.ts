import { findProgram } from "../process/findProgram.ts";

export type Needed = "python" | "go" | "coturn";

/** How to get things by package manager, in the order in which we look for one. */
const managers = [
  {
    program: "apt-get",
    python: "sudo apt install python3 python3-venv",
    coturn: "sudo apt install coturn",
    go: goArchive(),
  },
  {
    program: "dnf",
    python: "sudo dnf install python3",
    coturn: "sudo dnf install coturn",
    go: goArchive(),
  },
  {
    program: "pacman",
    python: "sudo pacman -S python",
    coturn: "sudo pacman -S coturn",
    go: "sudo pacman -S go",
  },
  {
    program: "apk",
    python: "sudo apk add python3",
    coturn: "sudo apk add coturn",
    go: goArchive(),
  },
  {
    program: "brew",
    python: "brew install python",
    coturn: "brew install coturn",
    go: "brew install go",
  },
] as const;

const homes = {
  python: "https://www.python.org/downloads/",
  coturn: "https://github.com/coturn/coturn",
  go: "https://go.dev/dl/",
} as const;

/** The end of a sentence that says how to install something on this machine. */
export function installHint(needed: Needed, searchPath: string): string {
  const manager = managers.find(({ program }) => findProgram(program, searchPath) !== undefined);
  return manager === undefined
    ? `install it from ${homes[needed]}`
    : `install it with: ${manager[needed]}`;
}

/** Go's own archive, since most distributions carry older ones. */
function goArchive(): string {
  const release = "1.26.8";
  const system = process.platform === "darwin" ? "darwin" : "linux";
  const machine = process.arch === "x64" ? "amd64" : process.arch;
  const archive = `https://go.dev/dl/go${release}.${system}-${machine}.tar.gz`;
  return `curl -fsSL ${archive} | sudo tar -C /usr/local -xz && export PATH="/usr/local/go/bin:$PATH"`;
}
