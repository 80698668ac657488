import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** A modal dialog: the browser keeps the focus in it, and gives it back when it is closed. */
export function Dialog(props: {
  title: string;
  /** Escape is refused while something runs. */
  canClose: boolean;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { canClose, onClose } = props;
  // before the effects of what is in it, which choose the focus
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const own = dialog.current;
    own?.showModal();
    return () => {
      // while it is open nothing else takes the focus
      own?.close();
      // what opened it may have been drawn anew, or be of no more use
      const home = opener?.isConnected ? opener : document.querySelector('main h1');
      if (home instanceof HTMLElement) home.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        event.preventDefault();
        if (canClose) onClose();
      }}
      onClose={() => {
        // the browser closes it all the same when Escape is pressed a second time
        if (dialog.current?.open !== false) return;
        if (canClose) onClose();
        else dialog.current.showModal();
      }}
    >
      <h2 id="dialog-title" tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
    </dialog>
  );
}

/** The heading of what a dialog now shows: takes the focus, so that it is read. */
export function Told({ children, tone }: { children: ComponentChildren; tone?: 'good' | 'bad' }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h3 ref={heading} tabIndex={-1} class={tone ? `told ${tone}` : 'told'}>
      {children}
    </h3>
  );
}
