import { ACTIONS } from '../actions/actions.ts';
import { close, confirm, type Run, revise, run } from '../actions/run.ts';
import { ActionForm } from './action-form.tsx';
import { Dialog, Told } from './dialog.tsx';
import { OutcomeReport, TryReport } from './outcome.tsx';
import { Running } from './running.tsx';
import { TroubleMessage } from './trouble-message.tsx';

/** The action that is under way, from what is asked to what came of it. */
export function ActionDialog() {
  const current = run.value;
  if (!current) return null;
  const { label } = ACTIONS[current.name];
  const title = current.exchange ? `${label}: ${current.exchange}` : label;
  return (
    <Dialog title={title} canClose={current.phase.is !== 'running'} onClose={close}>
      <Body run={current} />
    </Dialog>
  );
}

function Body({ run: current }: { run: Run }) {
  const { phase, name, exchange } = current;
  switch (phase.is) {
    case 'asking':
      return <ActionForm run={current} trouble={phase.trouble} />;
    case 'running':
      return <Running since={phase.since} isTry={phase.isTry} exchange={exchange} />;
    case 'tried':
      return (
        <>
          <TryReport outcome={phase.outcome} />
          <div class="buttons">
            <button type="button" onClick={revise}>
              Back
            </button>
            <button type="button" class="primary" onClick={confirm} disabled={phase.outcome.selected === 0}>
              {ACTIONS[name].label} now
            </button>
          </div>
        </>
      );
    case 'refused':
      return (
        <>
          <Told tone="bad">{phase.trouble.sentence}</Told>
          <TroubleMessage trouble={phase.trouble} />
          <div class="buttons">
            <button type="button" onClick={revise}>
              Back
            </button>
            <button type="button" onClick={close}>
              Close
            </button>
          </div>
        </>
      );
    case 'done':
      return (
        <>
          <OutcomeReport exchange={exchange} {...phase} />
          <div class="buttons">
            <button type="button" class="primary" onClick={close}>
              Close
            </button>
          </div>
        </>
      );
  }
}
