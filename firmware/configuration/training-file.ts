/** The configuration of a training terminal, made of the shop's: same devices, another mode, another host, no key that is worth anything. */
import { LONGEST_TRAINING_WAIT_S, TRAINING_TMK } from '../rules/training.ts';
import type { TerminalFile } from './terminal-file.ts';

/**
 * The PIN pad stays out, since its keys are the acquirer's, and so does the maintenance port, whose commands would change the shop's configuration;
 * so does the second printer: what is practised is an outage of the one.
 * @param host address of the training host, on this machine
 */
export function trainingFile(file: TerminalFile, host: string): TerminalFile {
  const { pinPad: _pad, maintenance: _port, printer2: _other, ...devices } = file.devices;
  const { link: _bank, keys: _keys, unsealedApprovals: _unsealed, timeoutSeconds, ...terms } = file.acquirer;
  return {
    ...file,
    terminal: { ...file.terminal, mode: 'training' },
    devices,
    acquirer: {
      ...terms,
      link: host,
      timeoutSeconds: Math.min(timeoutSeconds, LONGEST_TRAINING_WAIT_S),
      keys: { tmk: TRAINING_TMK },
    },
  };
}
