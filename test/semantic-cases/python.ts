import type { SemanticCases } from './semanticCase';

const auth = `from enum import Enum
from dataclasses import dataclass
from abc import ABC, abstractmethod

from .log import log


@dataclass
class User:
    id: str
    name: str
    email: str = ''


class Color(Enum):
    RED = 1
    GREEN = 2


LIMIT = 10


def validate_token(token: str, scope: str) -> bool:
    log(scope)
    return len(token) > 0 and scope != ''


def find_user(id: str) -> User:
    return User(id, id)


class Session:
    def __init__(self, user):
        self.user = user

    def renew(self, minutes):
        return minutes * LIMIT

    @staticmethod
    def open(user):
        return Session(user)


class Store(ABC):
    @abstractmethod
    def read(self, key): ...
`;

const app = `from flask import Flask

from .auth import find_user, validate_token
from .log import log

app = Flask(__name__)


def start():
    log('start')
    if validate_token('a', 'b'):
        log(find_user('a').name)


@app.route('/health')
def health():
    return 'good'


def stop():
    log('stop')
`;

const body = auth.slice(auth.indexOf('def validate_token'), auth.indexOf('def find_user'));
const end = (add: string) => ({ 'shop/app.py': { add } });
const fresh = (text: string) => ({ 'shop/new.py': text });

const all = (rule: string) => ({ call: rule, 'new file': rule, absolute: rule, module: rule, alias: rule });

// prettier-ignore
export const python: SemanticCases = {
  base: {
    'shop/__init__.py': 'from .auth import LIMIT as MOST\n',
    'shop/auth.py': auth,
    'shop/app.py': app,
    'shop/log.py': 'def log(text):\n    print(text)\n',
    'shop/other.py': 'def validate_token(token):\n    return token\n\n\nclass Timer:\n    def renew(self, minutes, by):\n        return minutes\n',
  },
  changes: [
    {
      name: 'renames a function and its uses',
      edits: { 'shop/auth.py': [['def validate_token', 'def check_token']], 'shop/app.py': [['find_user, validate_token', 'find_user, check_token'], ['if validate_token', 'if check_token']] },
      breaks: { ...all('renamed'), passed: 'renamed' },
    },
    {
      name: 'removes a function',
      edits: { 'shop/auth.py': [[body, '']], 'shop/app.py': [['find_user, validate_token', 'find_user'], ["    if validate_token('a', 'b'):\n        log", '    log']] },
      breaks: { ...all('removed'), passed: 'removed' },
    },
    {
      name: 'moves a function to another file',
      edits: { 'shop/auth.py': [[body, '']], 'shop/token.py': `from .log import log\n\n\n${body}`, 'shop/app.py': [['from .auth import find_user, validate_token', 'from .auth import find_user\nfrom .token import validate_token']] },
      breaks: { 'new file': 'moved', absolute: 'moved', module: 'moved', alias: 'moved', passed: 'moved' },
    },
    {
      name: 'moves a function and imports it where it was',
      edits: { 'shop/auth.py': [[body, ''], ['from .log import log', 'from .log import log\nfrom .token import validate_token']], 'shop/token.py': `from .log import log\n\n\n${body}` },
      breaks: {},
    },
    { name: 'adds a parameter', edits: { 'shop/auth.py': [['scope: str) -> bool', 'scope: str, now: int) -> bool']], 'shop/app.py': [["validate_token('a', 'b')", "validate_token('a', 'b', 0)"]] }, breaks: all('arguments') },
    { name: 'adds a parameter that has to be named', edits: { 'shop/auth.py': [['scope: str) -> bool', 'scope: str, *, now: int) -> bool']], 'shop/app.py': [["validate_token('a', 'b')", "validate_token('a', 'b', now=0)"]] }, breaks: all('arguments') },
    { name: 'adds a parameter with a default', edits: { 'shop/auth.py': [['scope: str) -> bool', 'scope: str, now: int = 0) -> bool']] }, breaks: {} },
    { name: 'takes any further arguments', edits: { 'shop/auth.py': [['scope: str) -> bool', 'scope: str, *more, **names) -> bool']] }, breaks: {} },
    { name: 'takes a parameter away', edits: { 'shop/auth.py': [['(token: str, scope: str) -> bool:\n    log(scope)', '(token: str) -> bool:'], [" and scope != ''", '']], 'shop/app.py': [["validate_token('a', 'b')", "validate_token('a')"]] }, breaks: all('arguments') },
    { name: 'swaps the parameters', edits: { 'shop/auth.py': [['(token: str, scope: str)', '(scope: str, token: str)']] }, breaks: all('parameter-order') },
    { name: 'makes a function asynchronous', edits: { 'shop/auth.py': [['def validate_token', 'async def validate_token']] }, breaks: all('async') },
    { name: 'changes only the body of a function', edits: { 'shop/auth.py': [['len(token) > 0', 'len(token) > 1']] }, breaks: {} },
  ],
  uses: {
    call: end("\n\ndef again(name):\n    if validate_token(name, 'again'):\n        log(name)\n"),
    'new file': fresh("from .auth import validate_token\n\n\ndef check(text):\n    if validate_token(text, text):\n        return text\n"),
    absolute: { 'tool.py': "from shop.auth import validate_token\n\nis_good = [validate_token('x', 'y')]\n" },
    module: fresh("from . import auth\n\nif auth.validate_token('x', 'y'):\n    print('good')\n"),
    alias: fresh("from .auth import validate_token as check\n\nif check('x', 'y'):\n    print('good')\n"),
    passed: fresh('from .auth import validate_token\n\nchecks = [validate_token]\n'),
    'of another file': fresh("from .other import validate_token\n\nis_good = validate_token('x')\n"),
    'a parameter of that name': end('\n\ndef local(validate_token):\n    return validate_token(1)\n'),
    'a name in a text': end("\n\n# validate_token is called elsewhere\nHINT = 'call validate_token()'\n"),
    'another function': end("\n\ndef show():\n    log(find_user('b').name)\n"),
  },
  pairs: [
    { name: 'a method renamed × called on a typed parameter', ours: { 'shop/auth.py': [['def renew', 'def extend']] }, theirs: fresh('from .auth import Session\n\n\ndef keep(session: Session):\n    return session.renew(5)\n'), finds: 'renamed' },
    { name: 'a method renamed × called on a new object', ours: { 'shop/auth.py': [['def renew', 'def extend']] }, theirs: fresh('from .auth import Session\n\n\ndef keep(user):\n    session = Session(user)\n    return session.renew(5)\n'), finds: 'renamed' },
    { name: 'a method renamed × one of that name on another class', ours: { 'shop/auth.py': [['def renew', 'def extend']] }, theirs: fresh("from .other import Timer\n\n\ndef keep(timer: Timer):\n    return timer.renew(5, 'x')\n"), finds: null },
    { name: 'a method gets a parameter × called through a field', ours: { 'shop/auth.py': [['renew(self, minutes)', 'renew(self, minutes, by)']] }, theirs: fresh('from .auth import Session\n\n\nclass Keeper:\n    def __init__(self, user):\n        self.session = Session(user)\n\n    def keep(self):\n        return self.session.renew(5)\n'), finds: 'arguments' },
    { name: 'a method gets a parameter × called by a class below', ours: { 'shop/auth.py': [['renew(self, minutes)', 'renew(self, minutes, by)']] }, theirs: fresh('from .auth import Session\n\n\nclass Long(Session):\n    def twice(self):\n        return self.renew(5)\n'), finds: 'arguments' },
    { name: 'a static method removed × called', ours: { 'shop/auth.py': [['    @staticmethod\n    def open(user):\n        return Session(user)\n', '']] }, theirs: fresh("from .auth import Session, find_user\n\nsession = Session.open(find_user('a'))\n"), finds: 'removed' },
    { name: 'a constructor gets a parameter × called', ours: { 'shop/auth.py': [['__init__(self, user)', '__init__(self, user, until)'], ['return Session(user)', 'return Session(user, 0)']] }, theirs: fresh("from .auth import Session, find_user\n\nsession = Session(find_user('a'))\n"), finds: 'arguments' },
    { name: 'a constructor gets a parameter with a default × called', ours: { 'shop/auth.py': [['__init__(self, user)', '__init__(self, user, until=0)']] }, theirs: fresh("from .auth import Session, find_user\n\nsession = Session(find_user('a'))\n"), finds: null },
    { name: 'a data class needs one more field × made', ours: { 'shop/auth.py': [['    name: str\n', '    name: str\n    role: str\n'], ['User(id, id)', "User(id, id, '')"]] }, theirs: fresh("from .auth import User\n\nguest = User('0', 'guest')\n"), finds: 'arguments' },
    { name: 'a data class needs one more field × made by names', ours: { 'shop/auth.py': [['    name: str\n', '    name: str\n    role: str\n'], ['User(id, id)', "User(id, id, '')"]] }, theirs: fresh("from .auth import User\n\nguest = User(id='0', name='guest')\n"), finds: 'arguments' },
    { name: 'a field of a data class renamed × made with the old', ours: { 'shop/auth.py': [["    email: str = ''", "    mail: str = ''"]] }, theirs: fresh("from .auth import User\n\nguest = User('0', 'guest', email='x')\n"), finds: 'arguments' },
    { name: 'a field with a default added × made', ours: { 'shop/auth.py': [["    email: str = ''", "    email: str = ''\n    role: str = ''"]] }, theirs: fresh("from .auth import User\n\nguest = User('0', 'guest')\n"), finds: null },
    { name: 'a field removed × read', ours: { 'shop/auth.py': [["    email: str = ''\n", '']] }, theirs: fresh('from .auth import User\n\n\ndef mail(user: User):\n    return user.email\n'), finds: 'removed' },
    { name: 'a member of an enumeration removed × used', ours: { 'shop/auth.py': [['    GREEN = 2\n', '']] }, theirs: fresh('from .auth import Color\n\nbest = Color.GREEN\n'), finds: 'removed' },
    { name: 'a member of an enumeration removed × another used', ours: { 'shop/auth.py': [['    GREEN = 2\n', '']] }, theirs: fresh('from .auth import Color\n\nbest = Color.RED\n'), finds: null },
    { name: 'an abstract class needs one more method × implemented', ours: { 'shop/auth.py': [['    def read(self, key): ...', '    def read(self, key): ...\n\n    @abstractmethod\n    def write(self, key): ...']] }, theirs: fresh('from .auth import Store\n\n\nclass Memory(Store):\n    def read(self, key):\n        return key\n'), finds: 'implementation' },
    { name: 'an abstract class has a method more that is not abstract × implemented', ours: { 'shop/auth.py': [['    def read(self, key): ...', '    def read(self, key): ...\n\n    def twice(self, key):\n        return self.read(key) * 2']] }, theirs: fresh('from .auth import Store\n\n\nclass Memory(Store):\n    def read(self, key):\n        return key\n'), finds: null },
    { name: 'a constant renamed × imported', ours: { 'shop/auth.py': [['LIMIT = 10', 'MAXIMUM = 10'], ['* LIMIT', '* MAXIMUM']], 'shop/__init__.py': [['LIMIT', 'MAXIMUM']] }, theirs: fresh('from .auth import LIMIT\n\ntwice = LIMIT * 2\n'), finds: 'renamed' },
    { name: 'a constant renamed × imported from the package', ours: { 'shop/auth.py': [['LIMIT = 10', 'MAXIMUM = 10'], ['* LIMIT', '* MAXIMUM']], 'shop/__init__.py': [['LIMIT', 'MAXIMUM']] }, theirs: { 'tool.py': 'from shop import MOST\n\ntwice = MOST * 2\n' }, finds: null },
    { name: 'a file moved × imported', ours: { 'shop/log.py': null, 'shop/base/__init__.py': '', 'shop/base/log.py': 'def log(text):\n    print(text)\n', 'shop/auth.py': [['from .log', 'from .base.log']], 'shop/app.py': [['from .log', 'from .base.log']] }, theirs: fresh("from .log import log\n\nlog('new')\n"), finds: 'moved' },
    { name: 'a file deleted × imported as a module', ours: { 'shop/other.py': null }, theirs: fresh("from . import other\n\nother.validate_token('x')\n"), finds: 'removed' },
    { name: 'the last use of an import removed with it × used again', ours: { 'shop/app.py': [['from .auth import find_user, validate_token', 'from .auth import validate_token'], ["log(find_user('a').name)", "log('a')"]] }, theirs: end("\n\ndef show():\n    log(find_user('b').name)\n"), finds: 'import-dropped' },
    { name: 'a function of one file renamed × called there', ours: { 'shop/app.py': [['def start', 'def begin']] }, theirs: end('\n\ndef restart():\n    stop()\n    start()\n'), finds: 'renamed' },
    { name: 'both add a function of one name at different places', ours: { 'shop/app.py': [['def start', "def pause():\n    log('p')\n\n\ndef start"]] }, theirs: end("\n\ndef pause():\n    log('later')\n"), finds: 'duplicate' },
    { name: 'both add functions of different names', ours: { 'shop/app.py': [['def start', "def pause():\n    log('p')\n\n\ndef start"]] }, theirs: end("\n\ndef go_on():\n    log('later')\n"), finds: null },
    { name: 'both add one route', ours: { 'shop/app.py': [["@app.route('/health')", "@app.route('/users')\ndef users():\n    return ''\n\n\n@app.route('/health')"]] }, theirs: { 'shop/routes.py': "from .app import app\n\n\n@app.route('/users')\ndef people():\n    return ''\n" }, finds: 'route' },
    { name: 'both add routes of one path and different verbs', ours: { 'shop/app.py': [["@app.route('/health')", "@app.post('/users')\ndef users():\n    return ''\n\n\n@app.route('/health')"]] }, theirs: { 'shop/routes.py': "from .app import app\n\n\n@app.get('/users')\ndef people():\n    return ''\n" }, finds: null },
    { name: 'both add a migration of one number', ours: { 'shop/migrations/0007_users.py': 'pass\n' }, theirs: { 'shop/migrations/0007_orders.py': 'pass\n' }, finds: 'migration' },
    { name: 'both add a migration after the same', ours: { 'alembic/versions/a1.py': "revision = 'a1'\ndown_revision = 'a0'\n" }, theirs: { 'alembic/versions/b1.py': "revision = 'b1'\ndown_revision = 'a0'\n" }, finds: 'migration' },
    { name: 'both add a member of one value', ours: { 'shop/auth.py': [['    RED = 1\n', '    BLUE = 3\n    RED = 1\n']] }, theirs: { 'shop/auth.py': [['    GREEN = 2\n', '    GREEN = 2\n    BLACK = 3\n']] }, finds: 'enum-value' },
    { name: 'both add members of different values', ours: { 'shop/auth.py': [['    RED = 1\n', '    BLUE = 3\n    RED = 1\n']] }, theirs: { 'shop/auth.py': [['    GREEN = 2\n', '    GREEN = 2\n    BLACK = 4\n']] }, finds: null },
    { name: 'a parameter takes another type × called with a variable', ours: { 'shop/auth.py': [['find_user(id: str)', 'find_user(id: int)']], 'shop/app.py': [["find_user('a')", 'find_user(1)']] }, theirs: end('\n\ndef show(name):\n    log(find_user(name).name)\n'), finds: 'parameter-type' },
    { name: 'a parameter may be missing × called', ours: { 'shop/auth.py': [['find_user(id: str)', 'find_user(id: str | None)']] }, theirs: end('\n\ndef show(name):\n    log(find_user(name).name)\n'), finds: null },
    { name: 'a result may be missing × used', ours: { 'shop/auth.py': [['find_user(id: str) -> User:', 'find_user(id: str) -> Optional[User]:']] }, theirs: end('\n\ndef show(name):\n    log(find_user(name).name)\n'), finds: 'result' },
    { name: 'a result may be missing × dropped', ours: { 'shop/auth.py': [['find_user(id: str) -> User:', 'find_user(id: str) -> Optional[User]:']] }, theirs: end('\n\ndef warm(name):\n    find_user(name)\n'), finds: null },
    { name: 'a function gets a decorator that nobody knows × called', ours: { 'shop/auth.py': [['def validate_token(token: str, scope: str)', '@with_scope\ndef validate_token(token: str)']], 'shop/app.py': [["validate_token('a', 'b')", "validate_token('a')"]] }, theirs: end("\n\ndef again():\n    log(validate_token('a', 'b'))\n"), finds: null },
    { name: 'a method becomes a property × another read', ours: { 'shop/auth.py': [['    def renew(self, minutes):\n        return minutes * LIMIT', '    @property\n    def left(self):\n        return LIMIT']] }, theirs: fresh('from .auth import Session\n\n\ndef who(session: Session):\n    return session.user\n'), finds: null },
    { name: 'a parameter renamed × given by its name', ours: { 'shop/auth.py': [['renew(self, minutes)', 'renew(self, time)'], ['minutes * LIMIT', 'time * LIMIT']] }, theirs: fresh('from .auth import Session\n\n\ndef keep(session: Session):\n    return session.renew(minutes=5)\n'), finds: 'arguments' },
    { name: 'a parameter renamed × given by its place', ours: { 'shop/auth.py': [['renew(self, minutes)', 'renew(self, time)'], ['minutes * LIMIT', 'time * LIMIT']] }, theirs: fresh('from .auth import Session\n\n\ndef keep(session: Session):\n    return session.renew(5)\n'), finds: null },
  ],
};
