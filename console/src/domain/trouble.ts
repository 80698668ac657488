import { ApiError, type NoAnswerCode, NoAnswerError } from '../../../client/src/errors.ts';

/** Why something could not be had, for people. */
export interface Trouble {
  sentence: string;
  /** What to do next. */
  message: string;
  code: string;
  requestId: string | undefined;
  details: unknown;
  /** The admin key was refused. */
  isKeyRefused: boolean;
}

const NO_ANSWER: Readonly<Record<NoAnswerCode, [sentence: string, message: string]>> = {
  UNREACHABLE: ['The API does not answer', 'It is asked again by itself; look whether the system runs.'],
  TIMEOUT: [
    'The API did not answer in time',
    'Of a change it is not known whether it was made: look at what is shown, or do it again.',
  ],
  NOT_THE_API: [
    'Something else answers in the API’s place',
    'Look at what stands between this page and the API.',
  ],
};

/** Also of what nobody foresaw: a defect that is shown is found, and does not end what it is met in. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiError) {
    const { sentence, message, code, requestId, details, status } = error;
    return { sentence, message, code, requestId, details, isKeyRefused: status === 401 };
  }
  const none = { requestId: undefined, details: undefined, isKeyRefused: false };
  if (!(error instanceof NoAnswerError)) {
    console.error(error);
    const message = `Load the page again; if that does not help, report this: ${error}`;
    return { ...none, sentence: 'This page has a defect', message, code: 'CONSOLE_DEFECT' };
  }
  const [sentence, message] = navigator.onLine
    ? NO_ANSWER[error.code]
    : ['This device is offline', 'What is shown goes on as soon as it is connected again.'];
  return { ...none, sentence, message, code: error.code };
}
