import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposeName, slugify } from '../../src/core/naming';
import { livenessOf } from '../../src/core/process';
import { repositoryPathKey } from '../../src/core/repositoryPath';

describe('livenessOf', () => {
  const recorded = { pid: 7, startTime: '100', bootId: 'boot1' };
  it('takes a recycled pid for a dead process', () => {
    expect(livenessOf(recorded, { ...recorded, startTime: '200' })).toBe('dead');
  });
  it('takes every process of an earlier boot for dead', () => {
    expect(livenessOf(recorded, { ...recorded, bootId: 'boot2' })).toBe('dead');
  });
  it('knows a process again', () => {
    expect(livenessOf(recorded, { ...recorded })).toBe('alive');
  });
  it('says so when the system does not tell', () => {
    expect(livenessOf({ ...recorded, startTime: null }, recorded)).toBe('unknown');
  });
});

describe('repositoryPathKey', () => {
  const sensitive = { caseSensitive: true };
  it('is the same for composed and decomposed names', () => {
    expect(repositoryPathKey('caf\u0065\u0301.ts', sensitive)).toBe(
      repositoryPathKey('caf\u00e9.ts', sensitive),
    );
  });
  it('drops empty and dot parts', () => {
    expect(repositoryPathKey('./src//a.ts', sensitive)).toBe('src/a.ts');
  });
  it('folds case only where the file system does', () => {
    expect(repositoryPathKey('A.ts', sensitive)).toBe('A.ts');
    expect(repositoryPathKey('A.ts', { caseSensitive: false })).toBe('a.ts');
  });
});

describe('names', () => {
  it('are never taken already', () => {
    const taken = new Set<string>();
    for (let count = 0; count < 1500; count++) taken.add(proposeName(taken, () => 0.5));
    expect(taken.size).toBe(1500);
  });
  it('made of any text are safe as a folder and a branch', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(slugify(text)).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/);
        expect(slugify(slugify(text))).toBe(slugify(text));
      }),
    );
  });
});
