import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { lockState } from '#local/state/lock.ts';
import { leaveMarker, removeMarker } from '#local/state/marker.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const HOLDER = fileURLToPath(new URL('../../support/parts/lock-holder.ts', import.meta.url));

async function holderOf(folder: string) {
  const child = fork(HOLDER, [folder], { execArgv: [] });
  await once(child, 'message');
  return child;
}

describe('the lock of a state folder', () => {
  it('keeps a second process out while the first lives, and ends with it even by SIGKILL', async () => {
    const folder = temporaryFolder();
    const holder = await holderOf(folder);
    expect(() => lockState(folder)).toThrow(/Another npm start is using .*--state DIR/);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lockState(folder).release();
  });

  it('says so when the folder belongs to someone else', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'lock.sqlite'));
    expect(() => lockState(folder)).toThrow(/cannot be written to by this user: remove it, or .*--state DIR/);
  });

  it('can be taken again once released, and does not concern other folders', () => {
    const folder = temporaryFolder();
    const lock = lockState(folder);
    expect(() => lockState(folder)).toThrow(/Another npm start/);
    lockState(temporaryFolder()).release();
    lock.release();
    lockState(folder).release();
  });
});

it('the marker tells that an earlier supervisor was killed', async () => {
  const folder = temporaryFolder();
  expect(await leaveMarker(folder)).toEqual({ wasKilled: false });
  expect(await leaveMarker(folder)).toEqual({ wasKilled: true });
  await removeMarker(folder);
  expect(await leaveMarker(folder)).toEqual({ wasKilled: false });
});
