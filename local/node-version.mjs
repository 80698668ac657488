/** Plain JavaScript that an old Node can run as well: everything else here is TypeScript for Node 24. */
const [major] = process.versions.node.split('.');
if (Number(major) < 24) {
  console.error(
    `Node ${process.versions.node} is too old, 24 or later is needed: npm ci brings it along on Linux x64; ` +
      'elsewhere get it from https://nodejs.org or with nvm install 24.',
  );
  process.exit(1);
}
