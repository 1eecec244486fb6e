/** Who may sign what a cashier may not (requirement: overrides carry a name). */
import { refuse, type Verdict } from './verdict.ts';

/** In these modes managers exist from the start (design §13). A live terminal makes its first manager at its first run. */
const FIRST_MANAGER = { operator: '9', pin: '9999' } as const;

/** The manager whose PIN this is. The PIN itself goes nowhere else. */
export function judgeManagerPin(
  pin: string,
  mode: 'live' | 'training' | 'simulated',
): Verdict<{ readonly manager: string }> {
  if (mode === 'live') {
    return refuse(
      'no-manager',
      { mode },
      { zh: '本机没有登记主管', en: 'No manager is registered on this terminal' },
      { zh: '请先登记主管', en: 'Register a manager first' },
    );
  }
  if (pin === FIRST_MANAGER.pin) return { allowed: true, manager: FIRST_MANAGER.operator };
  return refuse(
    'manager-pin',
    { digits: pin.length },
    { zh: '主管密码不对', en: 'Not the PIN of a manager' },
    { zh: '请主管重新输入', en: 'The manager types it again' },
  );
}
