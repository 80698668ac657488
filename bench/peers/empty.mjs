/** What the platform itself costs: nothing is loaded, nothing is asked. */
export const handler = async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: '{}',
});
