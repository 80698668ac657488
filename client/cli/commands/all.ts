import type { Command } from '../command.ts';
import { AUDIT } from './audit.ts';
import { EXCHANGES } from './exchanges.ts';
import { LOOK } from './look.ts';
import { WATCH } from './watch.ts';
import { WORKERS } from './workers.ts';

export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({ ...LOOK, ...WATCH, ...EXCHANGES, ...WORKERS, ...AUDIT }),
);
