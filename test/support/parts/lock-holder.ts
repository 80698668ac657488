import { lockState } from '#local/state/lock.ts';

/** Takes the lock of the folder in its argument and keeps it until it is killed. */
lockState(process.argv[2] ?? '');
process.send?.('locked');
setInterval(() => {}, 1_000);
