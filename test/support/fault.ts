/** What is done to the next requests: to all, or to those whose bytes match, and only so many times if that is given. */
export type Fault = { match?: RegExp; times?: number } & (
  | { kind: 'silent' } // swallowed; the connection stays open
  | { kind: 'mute' } // passed on; the reply never comes
  | { kind: 'hold' } // passed on; the reply comes when the fault is healed
  | { kind: 'reset' } // RST
  | { kind: 'drop-reply' } // passed on; the connection is closed instead of a reply
  | { kind: 'truncate'; bytes: number } // so many bytes of the reply, then a FIN
  | { kind: 'latency'; ms: number } // the reply comes so much later
  | { kind: 'answer'; bytes: string } // not passed on: these bytes, then a FIN
);
