import { describe, expect, it } from 'vitest';
import { isSameTask } from '../../src/core/likeness';

describe('two prompts', () => {
  it.each([
    ['Fix the login timeout in src/auth.ts', 'Please fix the timeout of the login (src/auth.ts)'],
    ['Add retries to fetchInvoices when the server answers 503', 'fetchInvoices should retry when a server answers with 503'],
    ['Migrate the user table to UUID primary keys', 'migrating user tables to uuid primary key'],
    ['Rate limiting for the public API endpoints', 'Implement rate limits on public API endpoints'],
  ])('aim at the same thing: %s / %s', (one, other) => {
    expect(isSameTask(one, other)).toBe(true);
    expect(isSameTask(other, one)).toBe(true);
  });

  it.each([
    ['Fix the login timeout in src/auth.ts', 'Fix the flaky payment test in src/pay.ts'],
    ['Add dark mode to the settings page', 'Add a settings page for notifications'],
    ['Continue', 'Continue'],
    ['Fix the tests', 'Fix the tests'],
    ['', ''],
    ['Write unit tests for src/cart.ts', 'Write unit tests for src/user.ts'],
  ])('aim at different things, or say too little: %s / %s', (one, other) => {
    expect(isSameTask(one, other)).toBe(false);
  });
}); // prettier-ignore
