/** A part that cannot start. */
console.error('cannot start');
process.exit(3);
