/**
 * What lets somebody outside look into the memory of this process while it runs, or has it written to a file: a card that is being sold to, keys
 * (promise 5). Node's manual, "Command-line API" and "Diagnostic report".
 */

/** A debugger; reports and snapshots of the heap, on a signal too; keys and content of TLS; and options that are read from a file, which could be any of these. */
const PEEPHOLES =
  /^--(?:inspect|debug-port|report-|heapsnapshot-|abort-on-uncaught-exception|tls-keylog|trace-tls|env-file|experimental-(?:default-)?config-file)/;

/** How this process was started, and what its reports are set to (`process.report`). */
export interface Started {
  readonly execArgv: readonly string[];
  /** The variable NODE_OPTIONS. */
  readonly nodeOptions: string | undefined;
  readonly reports: {
    readonly reportOnSignal: boolean;
    readonly reportOnFatalError: boolean;
    readonly reportOnUncaughtException: boolean;
  };
}

/** @returns the options that open one, as they were given; none in a process that may see a card */
export function peepholes({ execArgv, nodeOptions, reports }: Started): readonly string[] {
  const given = [...execArgv, ...(nodeOptions ?? '').split(/[\s"]+/)];
  const named = given.filter((option) => PEEPHOLES.test(option.replaceAll('_', '-')));
  const set = (['reportOnSignal', 'reportOnFatalError', 'reportOnUncaughtException'] as const)
    .filter((name) => reports[name])
    .map((name) => `process.report.${name}`);
  return [...named, ...(named.length === 0 ? set : [])];
}
