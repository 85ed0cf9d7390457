import type { SemanticCases } from './semanticCase';

const auth = `use crate::log;

pub struct User {
    pub id: String,
    pub name: String,
}

pub enum Color {
    Red = 1,
    Green = 2,
}

pub enum Event {
    Opened,
    Closed(u32),
}

pub const LIMIT: u32 = 10;

pub fn validate_token(token: &str, scope: &str) -> bool {
    log::write(scope);
    !token.is_empty() && !scope.is_empty()
}

pub fn find_user(id: &str) -> User {
    User { id: id.to_string(), name: id.to_string() }
}

pub struct Session {
    user: User,
}

impl Session {
    pub fn new(user: User) -> Self {
        Session { user }
    }

    pub fn renew(&self, minutes: u32) -> u32 {
        minutes * LIMIT
    }
}

pub trait Store {
    fn read(&self, key: &str) -> String;
}
`;

const app = `use crate::auth::{find_user, validate_token};
use crate::log;

pub fn start() {
    log::write("start");
    if validate_token("a", "b") {
        log::write(&find_user("a").name);
    }
}

pub fn health() -> u32 {
    200
}

pub fn stop() {
    log::write("stop");
}
`;

const body = auth.slice(auth.indexOf('pub fn validate_token'), auth.indexOf('pub fn find_user'));
const end = (add: string) => ({ 'src/app.rs': { add } });
const fresh = (text: string) => ({ 'src/fresh.rs': text });
const all = (rule: string) => ({ call: rule, 'new file': rule, module: rule, path: rule, alias: rule });

// prettier-ignore
export const rust: SemanticCases = {
  base: {
    'Cargo.toml': '[package]\nname = "shop"\n',
    'src/lib.rs': 'pub mod app;\npub mod auth;\npub mod log;\npub mod other;\npub mod fresh;\npub use auth::LIMIT as MOST;\n',
    'src/auth.rs': auth,
    'src/app.rs': app,
    'src/fresh.rs': '',
    'src/log.rs': 'pub fn write(text: &str) {\n    println!("{}", text);\n}\n',
    'src/other.rs': 'pub fn validate_token(token: &str) -> bool {\n    !token.is_empty()\n}\n\npub struct Timer;\n\nimpl Timer {\n    pub fn renew(&self, minutes: u32, by: &str) -> u32 {\n        minutes\n    }\n}\n',
  },
  changes: [
    { name: 'renames a function and its uses', edits: { 'src/auth.rs': [['fn validate_token', 'fn check_token']], 'src/app.rs': [['{find_user, validate_token}', '{check_token, find_user}'], ['if validate_token', 'if check_token']] }, breaks: { ...all('renamed'), passed: 'renamed' } },
    { name: 'removes a function', edits: { 'src/auth.rs': [[body, '']], 'src/app.rs': [['{find_user, validate_token}', 'find_user'], ['    if validate_token("a", "b") {\n        log::write(&find_user("a").name);\n    }', '    log::write(&find_user("a").name);']] }, breaks: { ...all('removed'), passed: 'removed' } },
    { name: 'moves a function to another file', edits: { 'src/auth.rs': [[body, '']], 'src/token.rs': `use crate::log;\n\n${body}`, 'src/lib.rs': [['pub mod other;', 'pub mod other;\npub mod token;']], 'src/app.rs': [['use crate::auth::{find_user, validate_token};', 'use crate::auth::find_user;\nuse crate::token::validate_token;']] }, breaks: { 'new file': 'moved', module: 'moved', path: 'moved', alias: 'moved', passed: 'moved' } },
    { name: 'moves a function and passes it on', edits: { 'src/auth.rs': [[body, 'pub use crate::token::validate_token;\n\n']], 'src/token.rs': `use crate::log;\n\n${body}`, 'src/lib.rs': [['pub mod other;', 'pub mod other;\npub mod token;']] }, breaks: {} },
    { name: 'adds a parameter', edits: { 'src/auth.rs': [['scope: &str) -> bool', 'scope: &str, now: u32) -> bool']], 'src/app.rs': [['("a", "b")', '("a", "b", 0)']] }, breaks: all('arguments') },
    { name: 'takes a parameter away', edits: { 'src/auth.rs': [['(token: &str, scope: &str) -> bool {\n    log::write(scope);', '(token: &str) -> bool {'], [' && !scope.is_empty()', '']], 'src/app.rs': [['("a", "b")', '("a")']] }, breaks: all('arguments') },
    { name: 'swaps the parameters', edits: { 'src/auth.rs': [['(token: &str, scope: &str)', '(scope: &str, token: &str)']] }, breaks: all('parameter-order') },
    { name: 'makes a function asynchronous', edits: { 'src/auth.rs': [['pub fn validate_token', 'pub async fn validate_token']] }, breaks: all('async') },
    { name: 'lets a function fail', edits: { 'src/auth.rs': [['scope: &str) -> bool {', 'scope: &str) -> Result<bool, String> {'], ['!token.is_empty() && !scope.is_empty()', 'Ok(!token.is_empty() && !scope.is_empty())']], 'src/app.rs': [['validate_token("a", "b") {', 'validate_token("a", "b").unwrap() {']] }, breaks: all('result') },
    { name: 'changes only the body of a function', edits: { 'src/auth.rs': [['!token.is_empty() &&', 'token.len() > 1 &&']] }, breaks: {} },
    { name: 'renames a parameter', edits: { 'src/auth.rs': [['(token: &str,', '(text: &str,'], ['!token.is_empty()', '!text.is_empty()']] }, breaks: {} },
    { name: 'takes more kinds of text', edits: { 'src/auth.rs': [['(token: &str,', '(token: impl AsRef<str>,'], ['!token.is_empty()', '!token.as_ref().is_empty()']] }, breaks: {} },
  ],
  uses: {
    call: end('\npub fn again(name: &str) -> bool {\n    validate_token(name, "again")\n}\n'),
    'new file': fresh('use crate::auth::validate_token;\n\npub fn check(text: &str) -> bool {\n    validate_token(text, text)\n}\n'),
    module: fresh('use crate::auth;\n\npub fn check(text: &str) -> bool {\n    auth::validate_token(text, text)\n}\n'),
    path: fresh('pub fn check(text: &str) -> bool {\n    crate::auth::validate_token(text, text)\n}\n'),
    alias: fresh('use super::auth::validate_token as check;\n\npub fn good(text: &str) -> bool {\n    check(text, text)\n}\n'),
    passed: fresh('use crate::auth::validate_token;\n\npub const CHECKS: [fn(&str, &str) -> bool; 1] = [validate_token];\n'),
    'of another file': fresh('use crate::other::validate_token;\n\npub fn check(text: &str) -> bool {\n    validate_token(text)\n}\n'),
    'a parameter of that name': end('\npub fn local(validate_token: fn(&str) -> bool) -> bool {\n    validate_token("x")\n}\n'),
    'a name in a text': end('\n// validate_token is called elsewhere.\npub const HINT: &str = "validate_token()";\n'),
    'another function': end('\npub fn show() {\n    log::write(&find_user("b").name);\n}\n'),
  },
  pairs: [
    { name: 'a method renamed × called on a typed parameter', ours: { 'src/auth.rs': [['pub fn renew', 'pub fn extend']] }, theirs: fresh('use crate::auth::Session;\n\npub fn keep(session: &Session) -> u32 {\n    session.renew(5)\n}\n'), finds: 'renamed' },
    { name: 'a method renamed × called on a new value', ours: { 'src/auth.rs': [['pub fn renew', 'pub fn extend']] }, theirs: fresh('use crate::auth::{find_user, Session};\n\npub fn keep() -> u32 {\n    let session = Session::new(find_user("a"));\n    session.renew(5)\n}\n'), finds: 'renamed' },
    { name: 'a method renamed × one of that name on another type', ours: { 'src/auth.rs': [['pub fn renew', 'pub fn extend']] }, theirs: fresh('use crate::other::Timer;\n\npub fn keep(timer: &Timer) -> u32 {\n    timer.renew(5, "x")\n}\n'), finds: null },
    { name: 'a method gets a parameter × called through a field', ours: { 'src/auth.rs': [['renew(&self, minutes: u32)', 'renew(&self, minutes: u32, by: &str)']] }, theirs: fresh('use crate::auth::Session;\n\npub struct Keeper {\n    session: Session,\n}\n\nimpl Keeper {\n    pub fn keep(&self) -> u32 {\n        self.session.renew(5)\n    }\n}\n'), finds: 'arguments' },
    { name: 'a method gets a parameter × called by its path', ours: { 'src/auth.rs': [['renew(&self, minutes: u32)', 'renew(&self, minutes: u32, by: &str, at: u32)']] }, theirs: fresh('use crate::auth::Session;\n\npub fn keep(session: &Session) -> u32 {\n    Session::renew(session, 5)\n}\n'), finds: 'arguments' },
    { name: 'a constructor gets a parameter × called', ours: { 'src/auth.rs': [['pub fn new(user: User)', 'pub fn new(user: User, until: u32)']] }, theirs: fresh('use crate::auth::{find_user, Session};\n\npub fn open() -> Session {\n    Session::new(find_user("a"))\n}\n'), finds: 'arguments' },
    { name: 'a constructor renamed × called', ours: { 'src/auth.rs': [['pub fn new(user: User)', 'pub fn open(user: User)']] }, theirs: fresh('use crate::auth::{find_user, Session};\n\npub fn open() -> Session {\n    Session::new(find_user("a"))\n}\n'), finds: 'renamed' },
    { name: 'a struct needs one more field × made', ours: { 'src/auth.rs': [['    pub name: String,\n', '    pub name: String,\n    pub role: String,\n'], ['name: id.to_string() }', 'name: id.to_string(), role: String::new() }']] }, theirs: fresh('use crate::auth::User;\n\npub fn guest() -> User {\n    User { id: String::new(), name: String::new() }\n}\n'), finds: 'shape' },
    { name: 'a struct needs one more field × made of another', ours: { 'src/auth.rs': [['    pub name: String,\n', '    pub name: String,\n    pub role: String,\n'], ['name: id.to_string() }', 'name: id.to_string(), role: String::new() }']] }, theirs: fresh('use crate::auth::User;\n\npub fn copy(user: User) -> User {\n    User { name: String::new(), ..user }\n}\n'), finds: null },
    { name: 'a field renamed × made with the old', ours: { 'src/auth.rs': [['    pub name: String,\n', '    pub title: String,\n'], ['name: id.to_string() }', 'title: id.to_string() }']], 'src/app.rs': [['.name)', '.title)']] }, theirs: fresh('use crate::auth::User;\n\npub fn guest() -> User {\n    User { id: String::new(), name: String::new() }\n}\n'), finds: 'shape' },
    { name: 'a field removed × read', ours: { 'src/auth.rs': [['    pub name: String,\n', ''], [', name: id.to_string() }', ' }']], 'src/app.rs': [['.name)', '.id)']] }, theirs: fresh('use crate::auth::User;\n\npub fn name(user: &User) -> String {\n    user.name.clone()\n}\n'), finds: 'removed' },
    { name: 'a field removed × another read', ours: { 'src/auth.rs': [['    pub name: String,\n', ''], [', name: id.to_string() }', ' }']], 'src/app.rs': [['.name)', '.id)']] }, theirs: fresh('use crate::auth::User;\n\npub fn id(user: &User) -> String {\n    user.id.clone()\n}\n'), finds: null },
    { name: 'a variant added × all listed', ours: { 'src/auth.rs': [['    Closed(u32),\n', '    Closed(u32),\n    Paused,\n']] }, theirs: fresh('use crate::auth::Event;\n\npub fn code(event: &Event) -> u32 {\n    match event {\n        Event::Opened => 1,\n        Event::Closed(code) => *code,\n    }\n}\n'), finds: 'cases' },
    { name: 'a variant added × listed with a rest', ours: { 'src/auth.rs': [['    Closed(u32),\n', '    Closed(u32),\n    Paused,\n']] }, theirs: fresh('use crate::auth::Event;\n\npub fn code(event: &Event) -> u32 {\n    match event {\n        Event::Opened => 1,\n        _ => 2,\n    }\n}\n'), finds: null },
    { name: 'a variant renamed × used', ours: { 'src/auth.rs': [['    Green = 2,', '    Lime = 2,']] }, theirs: fresh('use crate::auth::Color;\n\npub fn best() -> Color {\n    Color::Green\n}\n'), finds: 'renamed' },
    { name: 'a variant renamed × another used', ours: { 'src/auth.rs': [['    Green = 2,', '    Lime = 2,']] }, theirs: fresh('use crate::auth::Color;\n\npub fn best() -> Color {\n    Color::Red\n}\n'), finds: null },
    { name: 'a variant holds more × made', ours: { 'src/auth.rs': [['    Closed(u32),', '    Closed(u32, String),']] }, theirs: fresh('use crate::auth::Event;\n\npub fn closed() -> Event {\n    Event::Closed(1)\n}\n'), finds: 'arguments' },
    { name: 'a trait needs one more method × implemented', ours: { 'src/auth.rs': [['    fn read(&self, key: &str) -> String;', '    fn read(&self, key: &str) -> String;\n    fn write(&self, key: &str);']] }, theirs: fresh('use crate::auth::Store;\n\npub struct Memory;\n\nimpl Store for Memory {\n    fn read(&self, key: &str) -> String {\n        key.to_string()\n    }\n}\n'), finds: 'implementation' },
    { name: 'a trait has one more method with a body × implemented', ours: { 'src/auth.rs': [['    fn read(&self, key: &str) -> String;', '    fn read(&self, key: &str) -> String;\n    fn twice(&self, key: &str) -> String {\n        self.read(key)\n    }']] }, theirs: fresh('use crate::auth::Store;\n\npub struct Memory;\n\nimpl Store for Memory {\n    fn read(&self, key: &str) -> String {\n        key.to_string()\n    }\n}\n'), finds: null },
    { name: 'a constant renamed × used', ours: { 'src/auth.rs': [['pub const LIMIT', 'pub const MAXIMUM'], ['* LIMIT', '* MAXIMUM']], 'src/lib.rs': [['auth::LIMIT', 'auth::MAXIMUM']] }, theirs: fresh('use crate::auth::LIMIT;\n\npub fn twice() -> u32 {\n    LIMIT * 2\n}\n'), finds: 'renamed' },
    { name: 'a constant renamed × used by the name that is passed on', ours: { 'src/auth.rs': [['pub const LIMIT', 'pub const MAXIMUM'], ['* LIMIT', '* MAXIMUM']], 'src/lib.rs': [['auth::LIMIT', 'auth::MAXIMUM']] }, theirs: fresh('use crate::MOST;\n\npub fn twice() -> u32 {\n    MOST * 2\n}\n'), finds: null },
    { name: 'a file moved × imported', ours: { 'src/log.rs': null, 'src/base/log.rs': 'pub fn write(text: &str) {\n    println!("{}", text);\n}\n', 'src/base/mod.rs': 'pub mod log;\n', 'src/lib.rs': [['pub mod log;', 'pub mod base;']], 'src/auth.rs': [['use crate::log;', 'use crate::base::log;']], 'src/app.rs': [['use crate::log;', 'use crate::base::log;']] }, theirs: fresh('use crate::log::write;\n\npub fn say() {\n    write("x");\n}\n'), finds: 'moved' },
    { name: 'a module deleted × imported', ours: { 'src/other.rs': null, 'src/lib.rs': [['pub mod other;\n', '']] }, theirs: fresh('use crate::other;\n\npub fn check(text: &str) -> bool {\n    other::validate_token(text)\n}\n'), finds: 'removed' },
    { name: 'the last use of an import removed with it × used again', ours: { 'src/app.rs': [['use crate::auth::{find_user, validate_token};', 'use crate::auth::validate_token;'], ['&find_user("a").name', '"a"']] }, theirs: end('\npub fn show() {\n    log::write(&find_user("b").name);\n}\n'), finds: 'import-dropped' },
    { name: 'a function of one file renamed × called there', ours: { 'src/app.rs': [['fn start', 'fn begin']] }, theirs: end('\npub fn restart() {\n    stop();\n    start();\n}\n'), finds: 'renamed' },
    { name: 'both add a function of one name at different places', ours: { 'src/app.rs': [['pub fn start', 'pub fn pause() {\n    log::write("p");\n}\n\npub fn start']] }, theirs: end('\npub fn pause() {\n    log::write("later");\n}\n'), finds: 'duplicate' },
    { name: 'both add functions of different names', ours: { 'src/app.rs': [['pub fn start', 'pub fn pause() {\n    log::write("p");\n}\n\npub fn start']] }, theirs: end('\npub fn resume() {\n    log::write("later");\n}\n'), finds: null },
    { name: 'both implement traits with methods of one name', ours: { 'src/auth.rs': [['pub trait Store', 'impl Display for Session {\n    fn fmt(&self) {}\n}\n\npub trait Store']] }, theirs: { 'src/auth.rs': [['impl Session {', 'impl Debug for Session {\n    fn fmt(&self) {}\n}\n\nimpl Session {']] }, finds: null },
    { name: 'both import one name at different places', ours: { 'src/app.rs': [['use crate::auth::{', 'use std::fmt::Write;\nuse crate::auth::{']] }, theirs: { 'src/app.rs': [['use crate::log;', 'use crate::log;\nuse std::io::Write;']] }, finds: 'duplicate' },
    { name: 'both add a variant of one value', ours: { 'src/auth.rs': [['    Red = 1,\n', '    Blue = 3,\n    Red = 1,\n']] }, theirs: { 'src/auth.rs': [['    Green = 2,\n', '    Green = 2,\n    Black = 3,\n']] }, finds: 'enum-value' },
    { name: 'both add variants of different values', ours: { 'src/auth.rs': [['    Red = 1,\n', '    Blue = 3,\n    Red = 1,\n']] }, theirs: { 'src/auth.rs': [['    Green = 2,\n', '    Green = 2,\n    Black = 4,\n']] }, finds: null },
    { name: 'both add a migration of one number', ours: { 'migrations/20260101_users.sql': 'create table users;\n' }, theirs: { 'migrations/20260101_orders.sql': 'create table orders;\n' }, finds: 'migration' },
    { name: 'a parameter takes another type × called with a variable', ours: { 'src/auth.rs': [['find_user(id: &str)', 'find_user(id: u32)']], 'src/app.rs': [['find_user("a")', 'find_user(1)']] }, theirs: end('\npub fn show(name: &str) {\n    log::write(&find_user(name).name);\n}\n'), finds: 'parameter-type' },
    { name: 'a parameter takes another size × called with a number', ours: { 'src/auth.rs': [['minutes: u32) -> u32 {\n        minutes * LIMIT', 'minutes: u64) -> u32 {\n        minutes as u32 * LIMIT']] }, theirs: fresh('use crate::auth::Session;\n\npub fn keep(session: &Session) {\n    session.renew(5);\n}\n'), finds: null },
    { name: 'a result may be missing × used', ours: { 'src/auth.rs': [['find_user(id: &str) -> User {', 'find_user(id: &str) -> Option<User> {']] }, theirs: end('\npub fn show(name: &str) {\n    log::write(&find_user(name).name);\n}\n'), finds: 'result' },
    { name: 'a result may be missing × dropped', ours: { 'src/auth.rs': [['find_user(id: &str) -> User {', 'find_user(id: &str) -> Option<User> {']] }, theirs: end('\npub fn warm(name: &str) {\n    find_user(name);\n}\n'), finds: null },
  ],
};
