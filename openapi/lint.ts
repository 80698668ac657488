import { createConfig, lint } from '@redocly/openapi-core';

/** What Redocly's linter says of an API description: its recommended rules and those that follow, each an error. */
export async function lintProblems(file: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: {
      'no-invalid-media-type-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      'operation-description': 'error',
      'tag-description': 'error',
      'no-unused-components': 'error',
    },
  });
  const problems = await lint({ ref: file, config });
  return problems.map(({ ruleId, severity, message, location }) => {
    const where = location.map(({ pointer }) => pointer ?? '').join(' ');
    return `docs/openapi.json: ${severity} ${ruleId}: ${message} ${where}`;
  });
}
