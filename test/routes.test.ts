import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classifyEvent } from '#lib/domain/event-kind.ts';
import { JOBS, ROUTES } from '#lib/routes.ts';

const root = new URL('..', import.meta.url);
const names = [...Object.keys(ROUTES), ...Object.keys(JOBS)].toSorted();
const list = (folder: string, ending: string) =>
  readdirSync(new URL(folder, root))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .toSorted();
const event = (file: string) => JSON.parse(readFileSync(new URL(`events/${file}.json`, root), 'utf8'));

describe('routes, functions and events', () => {
  it('has one function for each route and job, and no other', () =>
    expect(list('functions', '.ts')).toEqual(names));

  it('has a happy and a failing sample event for each', () => {
    const events = list('events', '.json');
    expect(events.filter((file) => !file.includes('.'))).toEqual(names);
    expect(events.filter((file) => file.endsWith('.failing'))).toEqual(
      names.map((name) => `${name}.failing`).toSorted(),
    );
  });

  it.each(Object.entries(ROUTES))('%s declares its own route and is short', (name) => {
    const source = readFileSync(new URL(`functions/${name}.ts`, root), 'utf8');
    expect(source).toContain(`route: '${name}'`);
    expect(source.split('\n').length).toBeLessThanOrEqual(25);
  });

  it.each(Object.entries(ROUTES))(
    'the sample event of %s is an HTTP call of its route',
    (name, { method, path }) => {
      const sample = event(name);
      expect(classifyEvent(sample)).toBe('http');
      expect(sample.routeKey).toBe(`${method} ${path}`);
    },
  );

  it.each(list('events', '.json'))('events/%s.json holds no key but the placeholder', (file) => {
    const text = JSON.stringify(event(file));
    expect(text.replaceAll('{{ADMIN_API_KEY}}', '')).not.toMatch(/x-admin-key":"[^",]/);
  });

  it('stays below the 30 s of API Gateway, and no path is served twice', () => {
    const keys = Object.values(ROUTES).map(({ method, path, timeoutMs }) => {
      expect(timeoutMs).toBeLessThan(29_000);
      return `${method} ${path}`;
    });
    expect(new Set(keys).size).toBe(keys.length);
  });
});
