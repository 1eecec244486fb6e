/** Every wrong implementation that an exhibit must see (`npm run mutants -- --museum`). A patch whose text no longer stands in its file is an error. */
import { deviceMutants } from './mutants/devices.ts';
import { moneyMutants } from './mutants/money.ts';
import type { MuseumMutant } from './mutants/mutant.ts';
import { paperMutants } from './mutants/paper.ts';

export const museumMutants: readonly MuseumMutant[] = [...moneyMutants, ...paperMutants, ...deviceMutants];
