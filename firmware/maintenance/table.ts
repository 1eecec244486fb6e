/** Every command of the maintenance menu. The menu, the help, the technician's page and the tests are made from it. */
import type { Command, Group } from './command.ts';
import { CONFIGURATION_COMMANDS } from './configuration-commands.ts';
import { COPY_COMMANDS } from './copy-commands.ts';
import { DEVICE_COMMANDS } from './device-commands.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import { GUIDE_COMMANDS } from './guide-commands.ts';
import { JOURNAL_COMMANDS } from './journal-commands.ts';
import { LENT_DEVICE_COMMANDS } from './lent-device-commands.ts';
import { MONEY_COMMANDS } from './money-commands.ts';
import { NETWORK_COMMANDS } from './network-commands.ts';
import { STATUS_COMMANDS } from './status-commands.ts';
import { SWAP_COMMANDS } from './swap-wizard.ts';
import { SYSTEM_COMMANDS } from './system-commands.ts';

export const GROUPS: readonly Group[] = [
  { number: '1', words: { zh: '状态', en: 'Status' } },
  { number: '2', words: { zh: '设备', en: 'Devices' } },
  { number: '3', words: { zh: '网络', en: 'Network' } },
  { number: '4', words: { zh: '账本', en: 'Journal' } },
  { number: '5', words: { zh: '纸与钱', en: 'Paper and money' } },
  { number: '6', words: { zh: '配置', en: 'Configuration' } },
  { number: '7', words: { zh: '备份与导出', en: 'Backups and exports' } },
  { number: '8', words: { zh: '文件', en: 'Files' } },
  { number: '9', words: { zh: '系统', en: 'System' } },
  { number: '10', words: { zh: '排障向导', en: 'Guided repair' } },
];

export const COMMANDS: readonly Command[] = [
  ...STATUS_COMMANDS,
  ...DEVICE_COMMANDS,
  ...LENT_DEVICE_COMMANDS,
  ...SWAP_COMMANDS,
  ...NETWORK_COMMANDS,
  ...JOURNAL_COMMANDS,
  ...MONEY_COMMANDS,
  ...CONFIGURATION_COMMANDS,
  ...COPY_COMMANDS,
  ...FILE_COMMANDS,
  ...SYSTEM_COMMANDS,
  ...GUIDE_COMMANDS,
];
