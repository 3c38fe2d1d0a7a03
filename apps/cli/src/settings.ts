/** What a person chose by flags and environment. Paths are absolute. */
export interface Settings {
  /** The one port that browsers use. */
  readonly port: number;
  readonly dataDir: string;
  /** Matrix server name; undefined = that of the data folder, `localhost` for a new one. */
  readonly serverName: string | undefined;
  /** Where downloads and builds are kept between data folders. */
  readonly cacheDir: string;
  /** Open the browser when the stack is ready. */
  readonly open: boolean;
  /** Answers of `status` and `doctor` for programs. */
  readonly json: boolean;
  /** The origin that the doctor examines; undefined = this machine. */
  readonly examined: string | undefined;
  /** As whom the doctor logs in. */
  readonly user: string | undefined;
  /** How many sites `sites` starts. */
  readonly siteCount: number;
  /** How many guest accounts one address may make per hour. */
  readonly guestsPerHour: number;
}
