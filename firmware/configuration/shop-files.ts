/** The files of a shop as the terminal takes them: at the start all of them, policy and goods again whenever they have changed. */
import type { Bitmap } from '../../drivers/printer/raster.ts';
import type { ShopFile } from '../../storage/settings/shop-file.ts';
import { type Catalogue, NO_CATALOGUE } from '../rules/catalogue.ts';
import type { Policy } from '../rules/policy.ts';
import { catalogueOf } from './catalogue-file.ts';
import { readLogoFile } from './logo-file.ts';
import { readPolicyFile } from './policy-file.ts';
import { ConfigurationWrong } from './terminal-file.ts';

/** Dots of a printed column: font A of the Epson class. */
const COLUMN_DOTS = 12;

/** What became of a policy file since it was read last. */
type PolicyRead = { readonly policy: Policy } | { readonly problem: string };

/** @throws ConfigurationWrong where it cannot be read */
export function textOf(file: ShopFile): string {
  return new TextDecoder().decode(bytesOf(file, '读不到配置 / '));
}

/** @throws ConfigurationWrong naming the key that is wrong */
export function policyOf(file: ShopFile): Policy {
  return readPolicyFile(textOf(file), file.path);
}

/** @param columns of the printer @throws ConfigurationWrong where it is no bitmap, or a wider one than the paper */
export function logoOf(file: ShopFile, columns: number): Bitmap {
  return readLogoFile(bytesOf(file, '读不到标志文件 / the logo '), file.path, columns * COLUMN_DOTS);
}

/** Reads again only what has changed; null: it is as it was. A file that cannot be used is a problem in words, never an exception. */
export function policyReader(file: ShopFile): () => PolicyRead | null {
  let seen = file.state();
  return () => {
    const now = file.state();
    if (now === seen) return null;
    seen = now;
    try {
      return { policy: policyOf(file) };
    } catch (error) {
      if (!(error instanceof ConfigurationWrong)) throw error;
      return { problem: error.message };
    }
  };
}

/** Reads again only what has changed: an import needs no restart. @param exponent decimals of the shop's currency */
export function catalogueReader(file: ShopFile, exponent: number): (returnClasses: readonly string[]) => Catalogue {
  let seen = '';
  let catalogue = NO_CATALOGUE;
  return (classes) => {
    const state = file.state();
    const now = `${state} ${classes.join(' ')}`;
    if (now !== seen) {
      seen = now;
      catalogue = catalogueOf(state === '' ? null : file.read(), exponent, classes);
    }
    return catalogue;
  };
}

function bytesOf(file: ShopFile, before: string): Uint8Array {
  try {
    return file.read();
  } catch (error) {
    throw new ConfigurationWrong(
      `${before}${file.path} cannot be read: ${(error as Error).message}; 请检查路径 check the path`,
    );
  }
}
