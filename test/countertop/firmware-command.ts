/** How the terminal's process is started, by the supervisor on real devices and by a counter without hardware alike. */

/** Which file each import leads to, kept between starts. */
const MODULE_MAP = new URL('../../scripts/start/module-map.mjs', import.meta.url).href;

/**
 * What lives a short time may take so much before it is collected. With the engine's own measure (32 MiB on a box with memory to spare) the terminal
 * holds half as much again at rest (172 MiB resident; 117 with this one), and collects no faster.
 */
const MOST_YOUNG_MIB = 4;

/**
 * @param main the firmware, or a script that starts it
 * @returns program and arguments; the first is the runtime on which this one runs
 */
export function firmwareCommand(main: string, configuration: string): readonly [string, ...string[]] {
  const node = [`--max-semi-space-size=${MOST_YOUNG_MIB}`, '--import', MODULE_MAP];
  return [process.execPath, ...node, main, '--config', configuration];
}
