import type { SemanticCases } from './semanticCase';

const tokens = `package shop.auth;

import shop.log.Log;

public class Tokens {
    public static final int LIMIT = 10;

    private final User user;

    public Tokens(User user) {
        this.user = user;
    }

    public static boolean validate(String token, String scope) {
        Log.write(scope);
        return !token.isEmpty() && !scope.isEmpty();
    }

    public static User find(String id) {
        return new User(id, id);
    }

    public int renew(int minutes) {
        return minutes * LIMIT;
    }
}
`;

const app = `package shop.app;

import java.util.List;
import shop.auth.Tokens;
import shop.log.Log;

public class App {
    public void start() {
        Log.write("start");
        if (Tokens.validate("a", "b")) {
            Log.write(Tokens.find("a").name());
        }
    }

    public List<String> names() {
        return List.of("a");
    }

    public void stop() {
        Log.write("stop");
    }
}
`;

const body = tokens.slice(
  tokens.indexOf('    public static boolean validate'),
  tokens.indexOf('    public static User find'),
);
const root = 'src/main/java/shop';
const at = (path: string) => `${root}/${path}.java`;
const end = (add: string) => ({
  [at('app/App')]: [['    public void stop() {', `${add}\n    public void stop() {`]] as const,
});
const fresh = (text: string) => ({
  [at('tool/Fresh')]:
    `package shop.tool;\n\nimport shop.auth.Tokens;\nimport shop.auth.User;\n\npublic class Fresh {\n${text}}\n`,
});
const all = (rule: string) => ({
  call: rule,
  'new file': rule,
  static: rule,
  'same package': rule,
  condition: rule,
});
const noToken = [
  [
    '        if (Tokens.validate("a", "b")) {\n            Log.write(Tokens.find("a").name());\n        }',
    '        Log.write(Tokens.find("a").name());',
  ],
] as const;

// prettier-ignore
export const java: SemanticCases = {
  base: {
    [at('auth/Tokens')]: tokens,
    [at('auth/User')]: 'package shop.auth;\n\npublic record User(String id, String name) {}\n',
    [at('auth/Color')]: 'package shop.auth;\n\npublic enum Color {\n    RED,\n    GREEN\n}\n',
    [at('auth/Store')]: 'package shop.auth;\n\npublic interface Store {\n    String read(String key);\n}\n',
    [at('app/App')]: app,
    [at('log/Log')]: 'package shop.log;\n\npublic class Log {\n    public static void write(String text) {\n        System.out.println(text);\n    }\n}\n',
    [at('other/Timer')]: 'package shop.other;\n\npublic class Timer {\n    public int renew(int minutes, String by) {\n        return minutes;\n    }\n\n    public static boolean validate(String token) {\n        return true;\n    }\n}\n',
  },
  changes: [
    { name: 'renames a method and its uses', edits: { [at('auth/Tokens')]: [['boolean validate(', 'boolean check(']], [at('app/App')]: [['Tokens.validate', 'Tokens.check']] }, breaks: all('renamed') },
    { name: 'removes a method', edits: { [at('auth/Tokens')]: [[body, '']], [at('app/App')]: noToken }, breaks: all('removed') },
    { name: 'moves a method to another class', edits: { [at('auth/Tokens')]: [[body, '']], [at('auth/Checks')]: `package shop.auth;\n\nimport shop.log.Log;\n\npublic class Checks {\n${body}}\n`, [at('app/App')]: [['import shop.auth.Tokens;', 'import shop.auth.Checks;\nimport shop.auth.Tokens;'], ['Tokens.validate', 'Checks.validate']] }, breaks: all('removed') },
    { name: 'adds a parameter', edits: { [at('auth/Tokens')]: [['String scope) {', 'String scope, int now) {']], [at('app/App')]: [['("a", "b")', '("a", "b", 0)']] }, breaks: all('arguments') },
    { name: 'adds another form of a method', edits: { [at('auth/Tokens')]: [['    public static User find', '    public static boolean validate(String token) {\n        return validate(token, token);\n    }\n\n    public static User find']] }, breaks: {} },
    { name: 'takes a parameter away', edits: { [at('auth/Tokens')]: [['String token, String scope) {\n        Log.write(scope);', 'String token) {'], [' && !scope.isEmpty()', '']], [at('app/App')]: [['("a", "b")', '("a")']] }, breaks: all('arguments') },
    { name: 'swaps the parameters', edits: { [at('auth/Tokens')]: [['(String token, String scope)', '(String scope, String token)']] }, breaks: all('parameter-order') },
    { name: 'returns something else', edits: { [at('auth/Tokens')]: [['public static boolean validate', 'public static int validate'], ['return !token.isEmpty() && !scope.isEmpty();', 'return token.length();']], [at('app/App')]: [['if (Tokens.validate("a", "b")) {', 'if (Tokens.validate("a", "b") > 0) {']] }, breaks: all('result') },
    { name: 'changes only the body of a method', edits: { [at('auth/Tokens')]: [['!token.isEmpty() &&', 'token.length() > 1 &&']] }, breaks: {} },
    { name: 'renames a parameter', edits: { [at('auth/Tokens')]: [['(String token,', '(String text,'], ['!token.isEmpty()', '!text.isEmpty()']] }, breaks: {} },
  ],
  uses: {
    call: end('    public boolean again(String name) {\n        return Tokens.validate(name, "again");\n    }\n'),
    'new file': fresh('    boolean check(String text) {\n        return Tokens.validate(text, text);\n    }\n'),
    static: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport static shop.auth.Tokens.validate;\n\npublic class Fresh {\n    boolean good = validate("x", "y");\n}\n' },
    'same package': { [at('auth/Fresh')]: 'package shop.auth;\n\nclass Fresh {\n    boolean good(String text) {\n        return Tokens.validate(text, text);\n    }\n}\n' },
    condition: fresh('    void check(String text) {\n        if (Tokens.validate(text, "x")) {\n            System.out.println(text);\n        }\n    }\n'),
    'of another class': { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.other.Timer;\n\npublic class Fresh {\n    boolean good = Timer.validate("x");\n}\n' },
    'a method of that name here': { [at('tool/Fresh')]: 'package shop.tool;\n\npublic class Fresh {\n    boolean validate(String text) {\n        return true;\n    }\n\n    boolean good = validate("x");\n}\n' },
    'a name in a text': end('    // Tokens.validate is called elsewhere.\n    static final String HINT = "Tokens.validate()";\n'),
    'another method': end('    public void show() {\n        Log.write(Tokens.find("b").name());\n    }\n'),
  },
  pairs: [
    { name: 'a method renamed × called on a parameter', ours: { [at('auth/Tokens')]: [['int renew(', 'int extend(']] }, theirs: fresh('    int keep(Tokens tokens) {\n        return tokens.renew(5);\n    }\n'), finds: 'renamed' },
    { name: 'a method renamed × called on a new object', ours: { [at('auth/Tokens')]: [['int renew(', 'int extend(']] }, theirs: fresh('    int keep(User user) {\n        var tokens = new Tokens(user);\n        return tokens.renew(5);\n    }\n'), finds: 'renamed' },
    { name: 'a method renamed × one of that name on another class', ours: { [at('auth/Tokens')]: [['int renew(', 'int extend(']] }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.other.Timer;\n\npublic class Fresh {\n    int keep(Timer timer) {\n        return timer.renew(5, "x");\n    }\n}\n' }, finds: null },
    { name: 'a method gets a parameter × called through a field', ours: { [at('auth/Tokens')]: [['renew(int minutes)', 'renew(int minutes, String by)']] }, theirs: fresh('    private final Tokens tokens = null;\n\n    int keep() {\n        return this.tokens.renew(5);\n    }\n'), finds: 'arguments' },
    { name: 'a method gets a parameter × called through a field without this', ours: { [at('auth/Tokens')]: [['renew(int minutes)', 'renew(int minutes, String by)']] }, theirs: fresh('    private final Tokens tokens = null;\n\n    int keep() {\n        return tokens.renew(5);\n    }\n'), finds: 'arguments' },
    { name: 'a method gets a parameter × called by a class below', ours: { [at('auth/Tokens')]: [['renew(int minutes)', 'renew(int minutes, String by)']] }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.auth.Tokens;\n\npublic class Fresh extends Tokens {\n    int twice() {\n        return renew(5);\n    }\n}\n' }, finds: 'arguments' },
    { name: 'a constructor gets a parameter × called', ours: { [at('auth/Tokens')]: [['public Tokens(User user)', 'public Tokens(User user, int until)']] }, theirs: fresh('    Tokens open(User user) {\n        return new Tokens(user);\n    }\n'), finds: 'arguments' },
    { name: 'a constructor is added × the other called', ours: { [at('auth/Tokens')]: [['    public Tokens(User user) {', '    public Tokens() {\n        this(null);\n    }\n\n    public Tokens(User user) {']] }, theirs: fresh('    Tokens open(User user) {\n        return new Tokens(user);\n    }\n'), finds: null },
    { name: 'a record has one more field × made', ours: { [at('auth/User')]: [['String name)', 'String name, String role)']], [at('auth/Tokens')]: [['new User(id, id)', 'new User(id, id, "")']] }, theirs: fresh('    User guest() {\n        return new User("0", "guest");\n    }\n'), finds: 'arguments' },
    { name: 'a field of a record renamed × read', ours: { [at('auth/User')]: [['String name)', 'String title)']], [at('app/App')]: [['.name()', '.title()']] }, theirs: fresh('    String name(User user) {\n        return user.name();\n    }\n'), finds: 'renamed' },
    { name: 'a field of a record renamed × another read', ours: { [at('auth/User')]: [['String name)', 'String title)']], [at('app/App')]: [['.name()', '.title()']] }, theirs: fresh('    String id(User user) {\n        return user.id();\n    }\n'), finds: null },
    { name: 'a class renamed × used', ours: { [at('auth/Color')]: null, [at('auth/Paint')]: 'package shop.auth;\n\npublic enum Paint {\n    RED,\n    GREEN\n}\n' }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.auth.Color;\n\npublic class Fresh {\n    Color best = Color.RED;\n}\n' }, finds: 'moved' },
    { name: 'a class moved to another package × imported', ours: { [at('log/Log')]: null, [at('base/Log')]: 'package shop.base;\n\npublic class Log {\n    public static void write(String text) {\n        System.out.println(text);\n    }\n}\n', [at('auth/Tokens')]: [['shop.log.Log', 'shop.base.Log']], [at('app/App')]: [['shop.log.Log', 'shop.base.Log']] }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.log.Log;\n\npublic class Fresh {\n    void say() {\n        Log.write("x");\n    }\n}\n' }, finds: 'moved' },
    { name: 'a class deleted × imported', ours: { [at('other/Timer')]: null }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.other.Timer;\n\npublic class Fresh {\n    boolean good = Timer.validate("x");\n}\n' }, finds: 'removed' },
    { name: 'a member of an enumeration removed × used', ours: { [at('auth/Color')]: [['    RED,\n    GREEN\n', '    RED\n']] }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.auth.Color;\n\npublic class Fresh {\n    Color best = Color.GREEN;\n}\n' }, finds: 'removed' },
    { name: 'a member of an enumeration removed × another used', ours: { [at('auth/Color')]: [['    RED,\n    GREEN\n', '    RED\n']] }, theirs: { [at('tool/Fresh')]: 'package shop.tool;\n\nimport shop.auth.Color;\n\npublic class Fresh {\n    Color best = Color.RED;\n}\n' }, finds: null },
    { name: 'an interface needs one more method × implemented', ours: { [at('auth/Store')]: [['    String read(String key);', '    String read(String key);\n    void write(String key);']] }, theirs: { [at('tool/Memory')]: 'package shop.tool;\n\nimport shop.auth.Store;\n\npublic class Memory implements Store {\n    public String read(String key) {\n        return key;\n    }\n}\n' }, finds: 'implementation' },
    { name: 'an interface has one more method with a body × implemented', ours: { [at('auth/Store')]: [['    String read(String key);', '    String read(String key);\n    default String twice(String key) {\n        return read(key);\n    }']] }, theirs: { [at('tool/Memory')]: 'package shop.tool;\n\nimport shop.auth.Store;\n\npublic class Memory implements Store {\n    public String read(String key) {\n        return key;\n    }\n}\n' }, finds: null },
    { name: 'an interface needs one more method × implemented by an abstract class', ours: { [at('auth/Store')]: [['    String read(String key);', '    String read(String key);\n    void write(String key);']] }, theirs: { [at('tool/Memory')]: 'package shop.tool;\n\nimport shop.auth.Store;\n\npublic abstract class Memory implements Store {\n    public String read(String key) {\n        return key;\n    }\n}\n' }, finds: null },
    { name: 'a constant renamed × used', ours: { [at('auth/Tokens')]: [['int LIMIT', 'int MAXIMUM'], ['* LIMIT', '* MAXIMUM']] }, theirs: fresh('    int twice = Tokens.LIMIT * 2;\n'), finds: 'renamed' },
    { name: 'a constant changed × used', ours: { [at('auth/Tokens')]: [['LIMIT = 10', 'LIMIT = 20']] }, theirs: fresh('    int twice = Tokens.LIMIT * 2;\n'), finds: null },
    { name: 'the last use of an import removed with it × used again', ours: { [at('app/App')]: [['import java.util.List;\n', ''], ['public List<String> names() {\n        return List.of("a");', 'public String names() {\n        return "a";']] }, theirs: end('    public List<String> more() {\n        return null;\n    }\n'), finds: 'import-dropped' },
    { name: 'a method of one class renamed × called there', ours: { [at('app/App')]: [['void start()', 'void begin()']] }, theirs: end('    public void restart() {\n        start();\n    }\n'), finds: 'renamed' },
    { name: 'both add a method of one form at different places', ours: { [at('app/App')]: [['    public void start()', '    public void pause() {\n        Log.write("p");\n    }\n\n    public void start()']] }, theirs: end('    public void pause() {\n        Log.write("later");\n    }\n'), finds: 'duplicate' },
    { name: 'both add methods of one name and different forms', ours: { [at('app/App')]: [['    public void start()', '    public void pause(int minutes) {\n        Log.write("p");\n    }\n\n    public void start()']] }, theirs: end('    public void pause() {\n        Log.write("later");\n    }\n'), finds: null },
    { name: 'both add a field of one name', ours: { [at('app/App')]: [['    public void start()', '    private int count;\n\n    public void start()']] }, theirs: end('    private long count;\n'), finds: 'duplicate' },
    { name: 'both add one route', ours: { [at('app/App')]: [['    public void start()', '    @GetMapping("/users")\n    public void users() {}\n\n    public void start()']] }, theirs: end('    @GetMapping("/users")\n    public void people() {}\n'), finds: 'route' },
    { name: 'both add routes of one path and different verbs', ours: { [at('app/App')]: [['    public void start()', '    @GetMapping("/users")\n    public void users() {}\n\n    public void start()']] }, theirs: end('    @PostMapping("/users")\n    public void people() {}\n'), finds: null },
    { name: 'both add a migration of one number', ours: { 'src/main/resources/db/V7__users.sql': 'create table users;\n' }, theirs: { 'src/main/resources/db/V7__orders.sql': 'create table orders;\n' }, finds: 'migration' },
    { name: 'both add migrations of different numbers', ours: { 'src/main/resources/db/V7__users.sql': 'create table users;\n' }, theirs: { 'src/main/resources/db/V8__orders.sql': 'create table orders;\n' }, finds: null },
    { name: 'a parameter takes another type × called with a variable', ours: { [at('auth/Tokens')]: [['find(String id)', 'find(UserId id)']] }, theirs: end('    public void show(String name) {\n        Log.write(Tokens.find(name).name());\n    }\n'), finds: 'parameter-type' },
    { name: 'a parameter takes anything × called', ours: { [at('auth/Tokens')]: [['find(String id)', 'find(Object id)']] }, theirs: end('    public void show(String name) {\n        Log.write(Tokens.find(name).name());\n    }\n'), finds: null },
    { name: 'a result may be missing × used', ours: { [at('auth/Tokens')]: [['public static User find', 'public static Optional<User> find']] }, theirs: end('    public void show(String name) {\n        Log.write(Tokens.find(name).name());\n    }\n'), finds: 'result' },
    { name: 'a result may be missing × dropped', ours: { [at('auth/Tokens')]: [['public static User find', 'public static Optional<User> find']] }, theirs: end('    public void warm(String name) {\n        Tokens.find(name);\n    }\n'), finds: null },
  ],
};
