import type { SemanticCases } from './semanticCase';

const auth = `import { log } from './log';

export interface User {
  id: string;
  name: string;
  email?: string;
}

export enum Color {
  Red = 1,
  Green = 2,
}

export function validateToken(token: string, scope: string): boolean {
  log(scope);
  return token.length > 0 && scope !== '';
}

export function findUser(id: string): User {
  return { id, name: id };
}

export const formatName = (user: User): string => user.name.trim();

export const limit = 10;

export class Session {
  constructor(private readonly user: User) {}

  renew(minutes: number): number {
    return minutes * limit;
  }

  static open(user: User): Session {
    return new Session(user);
  }
}

export interface Store {
  read(key: string): string;
}
`;

const app = `import express from 'express';
import { findUser, validateToken } from './auth';
import { log } from './log';

const app = express();

export function start(): void {
  log('start');
  if (validateToken('a', 'b')) log(findUser('a').name);
}

app.get('/health', start);

export function stop(): void {
  log('stop');
}
`;

const end = (add: string) => ({ 'src/app.ts': { add } });

export const script: SemanticCases = {
  base: {
    'src/auth.ts': auth,
    'src/app.ts': app,
    'src/index.ts': "export * from './auth';\nexport { limit as most } from './auth';\n",
    'src/log.ts': 'export function log(text: string): void {\n  console.log(text);\n}\n',
    'src/other.ts':
      'export function validateToken(token: string): boolean {\n  return token !== "";\n}\n\nexport class Timer {\n  renew(minutes: number): number {\n    return minutes;\n  }\n}\n',
  },
  changes: [
    {
      name: 'renames a function and its uses',
      edits: { 'src/auth.ts': [['function validateToken', 'function checkToken']], 'src/app.ts': [['findUser, validateToken', 'findUser, checkToken'], ['if (validateToken', 'if (checkToken']] }, // prettier-ignore
      breaks: {
        call: 'renamed',
        'new file': 'renamed',
        barrel: 'renamed',
        namespace: 'renamed',
        alias: 'renamed',
        passed: 'renamed',
      },
    },
    {
      name: 'removes a function',
      edits: { 'src/auth.ts': [[auth.slice(auth.indexOf('export function validateToken'), auth.indexOf('export function findUser')), '']], 'src/app.ts': [["findUser, validateToken", 'findUser'], ["  if (validateToken('a', 'b')) log", '  log']] }, // prettier-ignore
      breaks: {
        call: 'removed',
        'new file': 'removed',
        barrel: 'removed',
        namespace: 'removed',
        alias: 'removed',
        passed: 'removed',
      },
    },
    {
      name: 'moves a function to another file',
      edits: {
        'src/auth.ts': [
          [
            auth.slice(
              auth.indexOf('export function validateToken'),
              auth.indexOf('export function findUser'),
            ),
            '',
          ],
        ],
        'src/token.ts': `import { log } from './log';\n\n${auth.slice(auth.indexOf('export function validateToken'), auth.indexOf('export function findUser'))}`,
        'src/app.ts': [
          [
            "import { findUser, validateToken } from './auth';",
            "import { findUser } from './auth';\nimport { validateToken } from './token';",
          ],
        ],
      },
      breaks: { 'new file': 'moved', barrel: 'moved', namespace: 'moved', alias: 'moved', passed: 'moved' },
    },
    {
      name: 'moves a function and lets the old file pass it on',
      edits: {
        'src/auth.ts': [
          [
            auth.slice(
              auth.indexOf('export function validateToken'),
              auth.indexOf('export function findUser'),
            ),
            "export { validateToken } from './token';\n\n",
          ],
        ],
        'src/token.ts': `import { log } from './log';\n\n${auth.slice(auth.indexOf('export function validateToken'), auth.indexOf('export function findUser'))}`,
      },
      breaks: {},
    },
    {
      name: 'no longer exports a function',
      edits: {
        'src/auth.ts': [['export function validateToken', 'function validateToken']],
        'src/app.ts': [
          ['findUser, validateToken', 'findUser'],
          ["  if (validateToken('a', 'b')) log", '  log'],
        ],
      },
      breaks: {
        call: 'hidden',
        'new file': 'hidden',
        barrel: 'hidden',
        namespace: 'hidden',
        alias: 'hidden',
        passed: 'hidden',
      },
    },
    {
      name: 'adds a parameter',
      edits: {
        'src/auth.ts': [['scope: string): boolean', 'scope: string, now: number): boolean']],
        'src/app.ts': [["validateToken('a', 'b')", "validateToken('a', 'b', 0)"]],
      },
      breaks: {
        call: 'arguments',
        'new file': 'arguments',
        barrel: 'arguments',
        namespace: 'arguments',
        alias: 'arguments',
      },
    },
    {
      name: 'adds a parameter that may be left out',
      edits: { 'src/auth.ts': [['scope: string): boolean', 'scope: string, now = 0): boolean']] },
      breaks: {},
    },
    {
      name: 'takes a parameter away',
      edits: {
        'src/auth.ts': [
          ['(token: string, scope: string): boolean {\n  log(scope);', '(token: string): boolean {'],
          [" && scope !== ''", ''],
        ],
        'src/app.ts': [["validateToken('a', 'b')", "validateToken('a')"]],
      },
      breaks: {
        call: 'arguments',
        'new file': 'arguments',
        barrel: 'arguments',
        namespace: 'arguments',
        alias: 'arguments',
      },
    },
    {
      name: 'swaps the parameters',
      edits: { 'src/auth.ts': [['(token: string, scope: string)', '(scope: string, token: string)']] },
      breaks: {
        call: 'parameter-order',
        'new file': 'parameter-order',
        barrel: 'parameter-order',
        namespace: 'parameter-order',
        alias: 'parameter-order',
      },
    },
    {
      name: 'makes a function asynchronous',
      edits: {
        'src/auth.ts': [
          [
            'export function validateToken(token: string, scope: string): boolean',
            'export async function validateToken(token: string, scope: string): Promise<boolean>',
          ],
        ],
      },
      breaks: { call: 'async', 'new file': 'async', barrel: 'async', namespace: 'async', alias: 'async' },
    },
    {
      name: 'changes only the body of a function',
      edits: { 'src/auth.ts': [['token.length > 0', 'token.length > 1']] },
      breaks: {},
    },
    {
      name: 'renames a parameter',
      edits: {
        'src/auth.ts': [
          ['(token: string', '(text: string'],
          ['return token.', 'return text.'],
        ],
      },
      breaks: {},
    },
  ],
  uses: {
    call: end(
      "\nexport function again(name: string): void {\n  if (validateToken(name, 'again')) log(name);\n}\n",
    ),
    'new file': { 'src/new.ts': "import { validateToken } from './auth';\n\nexport function check(text: string): string {\n  return validateToken(text, text) ? text : '';\n}\n" }, // prettier-ignore
    barrel: {
      'src/new.ts': "import { validateToken } from '.';\n\nif (validateToken('x', 'y')) process.exit(1);\n",
    },
    namespace: {
      'src/new.ts':
        "import * as tokens from './auth.js';\n\nexport const isGood = tokens.validateToken('x', 'y') ? 1 : 2;\n",
    },
    alias: { 'src/new.ts': "import { validateToken as check } from './auth';\n\nexport function f(): number {\n  if (check('x', 'y')) return 1;\n  return 2;\n}\n" }, // prettier-ignore
    passed: {
      'src/new.ts': "import { validateToken } from './auth';\n\nexport const checks = [validateToken];\n",
    },
    'of another file': {
      'src/new.ts': "import { validateToken } from './other';\n\nexport const isGood = validateToken('x');\n",
    },
    'a variable of that name': end('\nexport function local(validateToken: (text: string) => boolean): boolean {\n  return validateToken("x");\n}\n'), // prettier-ignore
    'a name in a text': end(
      "\n// validateToken is called elsewhere.\nexport const hint = 'call validateToken()';\n",
    ),
    'another function': end("\nexport function show(): void {\n  log(findUser('b').name);\n}\n"),
  },
  pairs: [
    { name: 'a method renamed × called on a variable of the class', ours: { 'src/auth.ts': [['  renew(', '  extend(']] }, theirs: { 'src/new.ts': "import { Session } from './auth';\n\nexport function keep(session: Session): number {\n  return session.renew(5);\n}\n" }, finds: 'renamed' }, // prettier-ignore
    { name: 'a method renamed × called on a new object', ours: { 'src/auth.ts': [['  renew(', '  extend(']] }, theirs: end("\nimport { Session } from './auth';\nexport function keep(): number {\n  const session = new Session(findUser('a'));\n  return session.renew(5);\n}\n"), finds: 'renamed' }, // prettier-ignore
    { name: 'a method renamed × one of that name on another class', ours: { 'src/auth.ts': [['  renew(', '  extend(']] }, theirs: { 'src/new.ts': "import { Timer } from './other';\n\nexport function keep(timer: Timer): number {\n  return timer.renew(5);\n}\n" }, finds: null }, // prettier-ignore
    { name: 'a method gets a parameter × called through a field', ours: { 'src/auth.ts': [['renew(minutes: number)', 'renew(minutes: number, by: string)']] }, theirs: { 'src/new.ts': "import { Session } from './auth';\n\nexport class Keeper {\n  private readonly session: Session;\n\n  constructor(session: Session) {\n    this.session = session;\n  }\n\n  keep(): number {\n    return this.session.renew(5);\n  }\n}\n" }, finds: 'arguments' }, // prettier-ignore
    { name: 'a static method removed × called', ours: { 'src/auth.ts': [['  static open(user: User): Session {\n    return new Session(user);\n  }\n', '']] }, theirs: { 'src/new.ts': "import { Session, findUser } from './auth';\n\nexport const session = Session.open(findUser('a'));\n" }, finds: 'removed' }, // prettier-ignore
    { name: 'a constructor gets a parameter × called', ours: { 'src/auth.ts': [['(private readonly user: User)', '(private readonly user: User, private readonly until: number)'], ['new Session(user)', 'new Session(user, 0)']] }, theirs: { 'src/new.ts': "import { Session, findUser } from './auth';\n\nexport const session = new Session(findUser('a'));\n" }, finds: 'arguments' }, // prettier-ignore
    { name: 'a constructor gets a parameter with a default × called', ours: { 'src/auth.ts': [['(private readonly user: User)', '(private readonly user: User, private readonly until = 0)']] }, theirs: { 'src/new.ts': "import { Session, findUser } from './auth';\n\nexport const session = new Session(findUser('a'));\n" }, finds: null }, // prettier-ignore
    { name: 'a type needs one more field × made', ours: { 'src/auth.ts': [['  name: string;\n', '  name: string;\n  role: string;\n'], ['{ id, name: id }', "{ id, name: id, role: '' }"]] }, theirs: { 'src/new.ts': "import type { User } from './auth';\n\nexport const guest: User = { id: '0', name: 'guest' };\n" }, finds: 'shape' }, // prettier-ignore
    { name: 'a type needs one more field × returned', ours: { 'src/auth.ts': [['  name: string;\n', '  name: string;\n  role: string;\n'], ['{ id, name: id }', "{ id, name: id, role: '' }"]] }, theirs: { 'src/new.ts': "import type { User } from './auth';\n\nexport function guest(): User {\n  return { id: '0', name: 'guest' };\n}\n" }, finds: 'shape' }, // prettier-ignore
    { name: 'a type needs one more field × made of another', ours: { 'src/auth.ts': [['  name: string;\n', '  name: string;\n  role: string;\n'], ['{ id, name: id }', "{ id, name: id, role: '' }"]] }, theirs: { 'src/new.ts': "import type { User } from './auth';\n\nexport const copy = (user: User): User => ({ ...user, name: 'copy' });\n" }, finds: null }, // prettier-ignore
    { name: 'a type may have one more field × made', ours: { 'src/auth.ts': [['  name: string;\n', '  name: string;\n  role?: string;\n']] }, theirs: { 'src/new.ts': "import type { User } from './auth';\n\nexport const guest: User = { id: '0', name: 'guest' };\n" }, finds: null }, // prettier-ignore
    { name: 'a field of a type renamed × made with the old', ours: { 'src/auth.ts': [['  email?: string;', '  mail?: string;']] }, theirs: { 'src/new.ts': "import type { User } from './auth';\n\nexport const guest: User = { id: '0', name: 'guest', email: '' };\n" }, finds: 'shape' }, // prettier-ignore
    { name: 'a field of a type removed × read', ours: { 'src/auth.ts': [['  email?: string;\n', '']] }, theirs: { 'src/new.ts': "import type { User } from './auth';\n\nexport function mail(user: User): string {\n  return user.email ?? '';\n}\n" }, finds: 'removed' }, // prettier-ignore
    { name: 'an interface needs one more method × implemented', ours: { 'src/auth.ts': [['  read(key: string): string;', '  read(key: string): string;\n  write(key: string): void;']] }, theirs: { 'src/new.ts': "import type { Store } from './auth';\n\nexport class Memory implements Store {\n  read(key: string): string {\n    return key;\n  }\n}\n" }, finds: 'implementation' }, // prettier-ignore
    { name: 'an interface has one method less × implemented', ours: { 'src/auth.ts': [['  read(key: string): string;\n', '']] }, theirs: { 'src/new.ts': "import type { Store } from './auth';\n\nexport class Memory implements Store {\n  read(key: string): string {\n    return key;\n  }\n}\n" }, finds: null }, // prettier-ignore
    { name: 'a member of an enumeration removed × used', ours: { 'src/auth.ts': [['  Green = 2,\n', '']] }, theirs: { 'src/new.ts': "import { Color } from './auth';\n\nexport const best = Color.Green;\n" }, finds: 'removed' }, // prettier-ignore
    { name: 'a member of an enumeration removed × another used', ours: { 'src/auth.ts': [['  Green = 2,\n', '']] }, theirs: { 'src/new.ts': "import { Color } from './auth';\n\nexport const best = Color.Red;\n" }, finds: null }, // prettier-ignore
    { name: 'a constant renamed × imported under another name through a barrel', ours: { 'src/auth.ts': [['const limit', 'const maximum'], ['* limit', '* maximum']], 'src/index.ts': [['{ limit as most }', '{ maximum as most }']] }, theirs: { 'src/new.ts': "import { most } from './index';\n\nexport const twice = most * 2;\n" }, finds: null }, // prettier-ignore
    { name: 'an alias of a barrel removed × imported', ours: { 'src/index.ts': [["export { limit as most } from './auth';\n", '']] }, theirs: { 'src/new.ts': "import { most } from './index';\n\nexport const twice = most * 2;\n" }, finds: 'hidden' }, // prettier-ignore
    { name: 'a file moved × imported', ours: { 'src/log.ts': null, 'src/base/log.ts': 'export function log(text: string): void {\n  console.log(text);\n}\n', 'src/auth.ts': [["'./log'", "'./base/log'"]], 'src/app.ts': [["'./log'", "'./base/log'"]] }, theirs: { 'src/new.ts': "import { log } from './log';\n\nlog('new');\n" }, finds: 'moved' }, // prettier-ignore
    { name: 'a file deleted × imported for its effects', ours: { 'src/other.ts': null }, theirs: { 'src/new.ts': "import './other';\n" }, finds: 'removed' }, // prettier-ignore
    { name: 'the last use of an import removed with it × used again', ours: { 'src/app.ts': [["import { findUser, validateToken } from './auth';", "import { validateToken } from './auth';"], ["log(findUser('a').name)", "log('a')"]] }, theirs: end("\nexport function show(): void {\n  log(findUser('b').name);\n}\n"), finds: 'import-dropped' }, // prettier-ignore
    { name: 'an import of a package dropped × used again', ours: { 'src/app.ts': [["import express from 'express';\n", ''], ['const app = express();', 'const app = fake;'], ["import { log } from './log';", "import { log } from './log';\nimport { fake } from './fake';"]], 'src/fake.ts': 'export const fake = { get(path: string, run: () => void): void {} };\n' }, theirs: end('\nexport const router = express.Router();\n'), finds: 'import-dropped' }, // prettier-ignore
    { name: 'a function of one file renamed × called there', ours: { 'src/app.ts': [['function start', 'function begin'], ["'/health', start", "'/health', begin"]] }, theirs: end('\nexport function restart(): void {\n  stop();\n  start();\n}\n'), finds: 'renamed' }, // prettier-ignore
    { name: 'both add a function of one name at different places', ours: { 'src/app.ts': [['export function start', 'export function pause(): void {\n  log("p");\n}\n\nexport function start']] }, theirs: end('\nexport function pause(): void {\n  log("later");\n}\n'), finds: 'duplicate' }, // prettier-ignore
    { name: 'both add functions of different names', ours: { 'src/app.ts': [['export function start', 'export function pause(): void {\n  log("p");\n}\n\nexport function start']] }, theirs: end('\nexport function resume(): void {\n  log("later");\n}\n'), finds: null }, // prettier-ignore
    { name: 'both import one name at different places', ours: { 'src/app.ts': [["import express from 'express';", "import { join } from 'node:path';\nimport express from 'express';"]] }, theirs: { 'src/app.ts': [["import { log } from './log';", "import { log } from './log';\nimport { join } from './join';"]], 'src/join.ts': 'export const join = 1;\n' }, finds: 'duplicate' }, // prettier-ignore
    { name: 'both add one route', ours: { 'src/app.ts': [["app.get('/health', start);", "app.get('/health', start);\napp.post('/users', start);"]] }, theirs: { 'src/routes.ts': "import { app } from './server';\n\napp.post('/users', () => undefined);\n" }, finds: 'route' }, // prettier-ignore
    { name: 'both add routes of one path and different verbs', ours: { 'src/app.ts': [["app.get('/health', start);", "app.get('/health', start);\napp.post('/users', start);"]] }, theirs: { 'src/routes.ts': "import { app } from './server';\n\napp.get('/users', () => undefined);\n" }, finds: null }, // prettier-ignore
    { name: 'both add a migration of one number', ours: { 'migrations/0007_users.sql': 'create table users;\n' }, theirs: { 'migrations/0007_orders.sql': 'create table orders;\n' }, finds: 'migration' }, // prettier-ignore
    { name: 'both add migrations of different numbers', ours: { 'migrations/0007_users.sql': 'create table users;\n' }, theirs: { 'migrations/0008_orders.sql': 'create table orders;\n' }, finds: null }, // prettier-ignore
    { name: 'both add a member of one value', ours: { 'src/auth.ts': [['  Red = 1,', '  Blue = 3,\n  Red = 1,']] }, theirs: { 'src/auth.ts': [['  Green = 2,', '  Green = 2,\n  Black = 3,']] }, finds: 'enum-value' }, // prettier-ignore
    { name: 'both add members of different values', ours: { 'src/auth.ts': [['  Red = 1,', '  Blue = 3,\n  Red = 1,']] }, theirs: { 'src/auth.ts': [['  Green = 2,', '  Green = 2,\n  Black = 4,']] }, finds: null }, // prettier-ignore
    { name: 'a parameter takes another type × called with a variable', ours: { 'src/auth.ts': [['findUser(id: string): User {\n  return { id, name: id }', 'findUser(id: number): User {\n  return { id: String(id), name: String(id) }']], 'src/app.ts': [["findUser('a')", 'findUser(1)']] }, theirs: end('\nexport function show(name: string): void {\n  log(findUser(name).name);\n}\n'), finds: 'parameter-type' }, // prettier-ignore
    { name: 'a parameter takes more types × called', ours: { 'src/auth.ts': [['findUser(id: string)', 'findUser(id: string | number)'], ['{ id, name: id }', '{ id: String(id), name: String(id) }']] }, theirs: end('\nexport function show(name: string): void {\n  log(findUser(name).name);\n}\n'), finds: null }, // prettier-ignore
    { name: 'a result may be missing × used', ours: { 'src/auth.ts': [['findUser(id: string): User {', 'findUser(id: string): User | undefined {']], 'src/app.ts': [["findUser('a').name", "findUser('a')?.name ?? ''"]] }, theirs: end('\nexport function show(name: string): void {\n  log(findUser(name).name);\n}\n'), finds: 'result' }, // prettier-ignore
    { name: 'a result may be missing × dropped', ours: { 'src/auth.ts': [['findUser(id: string): User {', 'findUser(id: string): User | undefined {']], 'src/app.ts': [["findUser('a').name", "findUser('a')?.name ?? ''"]] }, theirs: end('\nexport function warm(name: string): void {\n  findUser(name);\n}\n'), finds: null }, // prettier-ignore
    { name: 'both rename one function alike × used under the new name', ours: { 'src/auth.ts': [['function findUser', 'function userOf']], 'src/app.ts': [['findUser, validateToken', 'userOf, validateToken'], ["findUser('a')", "userOf('a')"]] }, theirs: { 'src/auth.ts': [['function findUser', 'function userOf']], 'src/app.ts': [['findUser, validateToken', 'userOf, validateToken'], ["findUser('a')", "userOf('a')"]], 'src/new.ts': "import { userOf } from './auth';\n\nexport const root = userOf('root');\n" }, finds: null }, // prettier-ignore
    { name: 'a component gets another name × used as an element', ours: { 'src/Badge.tsx': 'export function Label(props: { text: string }) {\n  return <b>{props.text}</b>;\n}\n' }, theirs: { 'src/Page.tsx': 'import { Badge } from "./Card";\n\nexport const page = <Badge text="x" />;\n' }, finds: null }, // prettier-ignore
    { name: 'a function removed × used only in JavaScript', ours: { 'src/log.ts': 'export function write(text: string): void {\n  console.log(text);\n}\n', 'src/auth.ts': [["import { log }", "import { write as log }"]], 'src/app.ts': [["import { log }", "import { write as log }"]] }, theirs: { 'src/tool.js': "const { log } = require('./log');\n\nlog('tool');\n" }, finds: 'renamed' }, // prettier-ignore
  ],
};
