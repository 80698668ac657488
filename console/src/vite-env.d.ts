/** Made by catalog-plugin.ts. */
declare module 'virtual:catalog' {
  const catalog: Readonly<Record<string, { name: string; lacks: string[] }>>;
  export default catalog;
}
