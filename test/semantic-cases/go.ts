import type { SemanticCases } from './semanticCase';

const auth = `package auth

import "example.com/shop/log"

type User struct {
	ID   string
	Name string
}

type Color int

const (
	Red   Color = 1
	Green Color = 2
)

const Limit = 10

// Validates a token.
func ValidateToken(token string, scope string) bool {
	log.Write(scope)
	return len(token) > 0 && scope != ""
}

func FindUser(id string) User {
	return User{ID: id, Name: id}
}

type Session struct {
	User User
}

func (s *Session) Renew(minutes int) int {
	return minutes * Limit
}

type Point struct {
	X, Y int
}
`;

const app = `package app

import (
	"fmt"
	"net/http"

	"example.com/shop/auth"
	"example.com/shop/log"
)

func Start() {
	log.Write("start")
	if auth.ValidateToken("a", "b") {
		fmt.Println(auth.FindUser("a").Name)
	}
}

func Routes(mux *http.ServeMux) {
	mux.HandleFunc("/health", nil)
}

func Stop() {
	log.Write("stop")
}
`;

const body = auth.slice(auth.indexOf('// Validates'), auth.indexOf('func FindUser'));
const end = (add: string) => ({ 'app/app.go': { add } });
const fresh = (text: string) => ({
  'tool/new.go': `package tool\n\nimport "example.com/shop/auth"\n\n${text}`,
});
const inside = (text: string) => ({ 'auth/more.go': `package auth\n\n${text}` });
const all = (rule: string) => ({
  call: rule,
  'new package': rule,
  alias: rule,
  'same package': rule,
  condition: rule,
});

// prettier-ignore
export const go: SemanticCases = {
  base: {
    'go.mod': 'module example.com/shop\n',
    'auth/auth.go': auth,
    'app/app.go': app,
    'log/log.go': 'package log\n\nfunc Write(text string) {\n\tprintln(text)\n}\n',
    'other/other.go': 'package other\n\nfunc ValidateToken(token string) bool {\n\treturn token != ""\n}\n\ntype Timer struct{}\n\nfunc (t *Timer) Renew(minutes int, by string) int {\n\treturn minutes\n}\n',
  },
  changes: [
    { name: 'renames a function and its uses', edits: { 'auth/auth.go': [['func ValidateToken', 'func CheckToken']], 'app/app.go': [['auth.ValidateToken', 'auth.CheckToken']] }, breaks: { ...all('renamed'), passed: 'renamed' } },
    { name: 'removes a function', edits: { 'auth/auth.go': [[body, '']], 'app/app.go': [['	if auth.ValidateToken("a", "b") {\n		fmt.Println(auth.FindUser("a").Name)\n	}', '	fmt.Println(auth.FindUser("a").Name)']] }, breaks: { ...all('removed'), passed: 'removed' } },
    { name: 'moves a function to another package', edits: { 'auth/auth.go': [[body, '']], 'token/token.go': `package token\n\nimport "example.com/shop/log"\n\n${body}`, 'app/app.go': [['	"example.com/shop/log"', '	"example.com/shop/log"\n	"example.com/shop/token"'], ['auth.ValidateToken', 'token.ValidateToken']] }, breaks: { ...all('moved'), passed: 'moved' } },
    { name: 'moves a function within its package', edits: { 'auth/auth.go': [[body, '']], 'auth/token.go': `package auth\n\nimport "example.com/shop/log"\n\n${body}` }, breaks: {} },
    { name: 'no longer exports a function', edits: { 'auth/auth.go': [['func ValidateToken', 'func validateToken']], 'app/app.go': [['	if auth.ValidateToken("a", "b") {\n		fmt.Println(auth.FindUser("a").Name)\n	}', '	fmt.Println(auth.FindUser("a").Name)']] }, breaks: { ...all('renamed'), passed: 'renamed' } },
    { name: 'adds a parameter', edits: { 'auth/auth.go': [['scope string) bool', 'scope string, now int) bool']], 'app/app.go': [['("a", "b")', '("a", "b", 0)']] }, breaks: all('arguments') },
    { name: 'takes any further arguments', edits: { 'auth/auth.go': [['scope string) bool', 'scope string, more ...int) bool']] }, breaks: {} },
    { name: 'takes a parameter away', edits: { 'auth/auth.go': [['(token string, scope string) bool {\n	log.Write(scope)', '(token string) bool {\n	log.Write(token)'], [' && scope != ""', '']], 'app/app.go': [['("a", "b")', '("a")']] }, breaks: all('arguments') },
    { name: 'swaps the parameters', edits: { 'auth/auth.go': [['(token string, scope string)', '(scope string, token string)']] }, breaks: all('parameter-order') },
    { name: 'returns an error as well', edits: { 'auth/auth.go': [['scope string) bool {', 'scope string) (bool, error) {'], ['scope != ""', 'scope != "", nil']], 'app/app.go': [['	if auth.ValidateToken("a", "b") {', '	if good, _ := auth.ValidateToken("a", "b"); good {']] }, breaks: all('result') },
    { name: 'changes only the body of a function', edits: { 'auth/auth.go': [['len(token) > 0', 'len(token) > 1']] }, breaks: {} },
    { name: 'renames a parameter', edits: { 'auth/auth.go': [['(token string,', '(text string,'], ['len(token)', 'len(text)']] }, breaks: {} },
  ],
  uses: {
    call: end('\nfunc Again(name string) bool {\n	return auth.ValidateToken(name, "again")\n}\n'),
    'new package': fresh('func Check(text string) bool {\n	return auth.ValidateToken(text, text)\n}\n'),
    alias: { 'tool/new.go': 'package tool\n\nimport tokens "example.com/shop/auth"\n\nvar good = tokens.ValidateToken("x", "y")\n' },
    'same package': inside('func Both(one string) bool {\n	return ValidateToken(one, one)\n}\n'),
    condition: fresh('func Check(text string) {\n	if auth.ValidateToken(text, "x") {\n		println(text)\n	}\n}\n'),
    passed: fresh('var checks = []func(string, string) bool{auth.ValidateToken}\n'),
    'of another package': { 'tool/new.go': 'package tool\n\nimport "example.com/shop/other"\n\nvar good = other.ValidateToken("x")\n' },
    'a parameter of that name': inside('func Local(ValidateToken func(string) bool) bool {\n	return ValidateToken("x")\n}\n'),
    'a name in a text': end('\n// auth.ValidateToken is called elsewhere.\nconst hint = "auth.ValidateToken()"\n'),
    'another function': end('\nfunc Show() {\n	fmt.Println(auth.FindUser("b").Name)\n}\n'),
  },
  pairs: [
    { name: 'a method renamed × called on a typed parameter', ours: { 'auth/auth.go': [[') Renew(', ') Extend(']] }, theirs: fresh('func Keep(session *auth.Session) int {\n	return session.Renew(5)\n}\n'), finds: 'renamed' },
    { name: 'a method renamed × called on a new value', ours: { 'auth/auth.go': [[') Renew(', ') Extend(']] }, theirs: fresh('func Keep() int {\n	session := &auth.Session{}\n	return session.Renew(5)\n}\n'), finds: 'renamed' },
    { name: 'a method renamed × one of that name on another type', ours: { 'auth/auth.go': [[') Renew(', ') Extend(']] }, theirs: { 'tool/new.go': 'package tool\n\nimport "example.com/shop/other"\n\nfunc Keep(timer *other.Timer) int {\n	return timer.Renew(5, "x")\n}\n' }, finds: null },
    { name: 'a method gets a parameter × called through a field', ours: { 'auth/auth.go': [['Renew(minutes int)', 'Renew(minutes int, by string)']] }, theirs: fresh('type Keeper struct {\n	session *auth.Session\n}\n\nfunc (k *Keeper) Keep() int {\n	return k.session.Renew(5)\n}\n'), finds: 'arguments' },
    { name: 'a method removed × called', ours: { 'auth/auth.go': [['func (s *Session) Renew(minutes int) int {\n	return minutes * Limit\n}\n', '']] }, theirs: fresh('func Keep(session *auth.Session) int {\n	return session.Renew(5)\n}\n'), finds: 'removed' },
    { name: 'a struct has one more field × made by names', ours: { 'auth/auth.go': [['	Name string\n', '	Name string\n	Role string\n']] }, theirs: fresh('var guest = auth.User{ID: "0", Name: "guest"}\n'), finds: null },
    { name: 'a struct has one more field × made by places', ours: { 'auth/auth.go': [['	X, Y int', '	X, Y, Z int']] }, theirs: fresh('var zero = auth.Point{0, 0}\n'), finds: 'shape' },
    { name: 'a field renamed × made with the old', ours: { 'auth/auth.go': [['	Name string\n', '	Title string\n'], ['Name: id', 'Title: id']], 'app/app.go': [['.Name)', '.Title)']] }, theirs: fresh('var guest = auth.User{ID: "0", Name: "guest"}\n'), finds: 'shape' },
    { name: 'a field removed × read', ours: { 'auth/auth.go': [['	Name string\n', ''], [', Name: id', '']], 'app/app.go': [['.Name)', '.ID)']] }, theirs: fresh('func Name(user auth.User) string {\n	return user.Name\n}\n'), finds: 'removed' },
    { name: 'a field renamed × another read', ours: { 'auth/auth.go': [['	Name string\n', '	Title string\n'], ['Name: id', 'Title: id']], 'app/app.go': [['.Name)', '.Title)']] }, theirs: fresh('func ID(user auth.User) string {\n	return user.ID\n}\n'), finds: null },
    { name: 'a type renamed × used', ours: { 'auth/auth.go': [['type Point struct', 'type Place struct']] }, theirs: fresh('func Far(point auth.Point) bool {\n	return true\n}\n'), finds: 'renamed' },
    { name: 'a constant renamed × used', ours: { 'auth/auth.go': [['const Limit', 'const Maximum'], ['* Limit', '* Maximum']] }, theirs: fresh('var twice = auth.Limit * 2\n'), finds: 'renamed' },
    { name: 'a constant changed × used', ours: { 'auth/auth.go': [['const Limit = 10', 'const Limit = 20']] }, theirs: fresh('var twice = auth.Limit * 2\n'), finds: null },
    { name: 'a package moved × imported', ours: { 'log/log.go': null, 'base/log/log.go': 'package log\n\nfunc Write(text string) {\n\tprintln(text)\n}\n', 'auth/auth.go': [['shop/log', 'shop/base/log']], 'app/app.go': [['shop/log', 'shop/base/log']] }, theirs: { 'tool/new.go': 'package tool\n\nimport "example.com/shop/log"\n\nfunc Say() {\n	log.Write("x")\n}\n' }, finds: 'moved' },
    { name: 'a package deleted × imported', ours: { 'other/other.go': null }, theirs: { 'tool/new.go': 'package tool\n\nimport "example.com/shop/other"\n\nvar good = other.ValidateToken("x")\n' }, finds: 'removed' },
    { name: 'the last use of an import removed with it × used again', ours: { 'app/app.go': [['	"fmt"\n', ''], ['fmt.Println(auth.FindUser("a").Name)', 'log.Write(auth.FindUser("a").Name)']] }, theirs: end('\nfunc Show() {\n	fmt.Println("x")\n}\n'), finds: 'import-dropped' },
    { name: 'a function of one file renamed × called there', ours: { 'app/app.go': [['func Start', 'func Begin']] }, theirs: end('\nfunc Restart() {\n	Stop()\n	Start()\n}\n'), finds: 'renamed' },
    { name: 'a function of a package renamed × called in another file of it', ours: { 'app/app.go': [['func Start', 'func Begin']] }, theirs: { 'app/more.go': 'package app\n\nfunc Restart() {\n	Start()\n}\n' }, finds: 'renamed' },
    { name: 'both add a function of one name at different places', ours: { 'app/app.go': [['func Start', 'func Pause() {\n	log.Write("p")\n}\n\nfunc Start']] }, theirs: end('\nfunc Pause() {\n	log.Write("later")\n}\n'), finds: 'duplicate' },
    { name: 'both add a function of one name to different files', ours: { 'app/one.go': 'package app\n\nfunc Pause() {\n}\n' }, theirs: { 'app/two.go': 'package app\n\nfunc Pause() {\n	println()\n}\n' }, finds: 'duplicate' },
    { name: 'both add a function of one name to different packages', ours: { 'app/one.go': 'package app\n\nfunc Pause() {\n}\n' }, theirs: { 'tool/two.go': 'package tool\n\nfunc Pause() {\n	println()\n}\n' }, finds: null },
    { name: 'both add methods of one name to different types', ours: inside('func (u User) Say() {\n}\n'), theirs: { 'auth/third.go': 'package auth\n\nfunc (s *Session) Say() {\n}\n' }, finds: null },
    { name: 'both add an init function', ours: inside('func init() {\n}\n'), theirs: { 'auth/third.go': 'package auth\n\nfunc init() {\n	println()\n}\n' }, finds: null },
    { name: 'both import one package at different places', ours: { 'app/app.go': [['	"fmt"\n', '	"fmt"\n	"strings"\n']] }, theirs: { 'app/app.go': [['	"example.com/shop/log"\n', '	"example.com/shop/log"\n	"strings"\n']] }, finds: 'duplicate' },
    { name: 'both add one route', ours: { 'app/app.go': [['	mux.HandleFunc("/health", nil)', '	mux.HandleFunc("/health", nil)\n	mux.HandleFunc("/users", nil)']] }, theirs: { 'app/more.go': 'package app\n\nimport "net/http"\n\nfunc More(mux *http.ServeMux) {\n	mux.HandleFunc("/users", nil)\n}\n' }, finds: 'route' },
    { name: 'both add routes of one path and different verbs', ours: { 'app/app.go': [['	mux.HandleFunc("/health", nil)', '	mux.HandleFunc("/health", nil)\n	mux.HandleFunc("GET /users", nil)']] }, theirs: { 'app/more.go': 'package app\n\nimport "net/http"\n\nfunc More(mux *http.ServeMux) {\n	mux.HandleFunc("POST /users", nil)\n}\n' }, finds: null },
    { name: 'both add a migration of one number', ours: { 'migrations/000007_users.up.sql': 'create table users;\n' }, theirs: { 'migrations/000007_orders.up.sql': 'create table orders;\n' }, finds: 'migration' },
    { name: 'both add a constant of one value', ours: { 'auth/auth.go': [['	Red   Color = 1\n', '	Blue  Color = 3\n	Red   Color = 1\n']] }, theirs: { 'auth/auth.go': [['	Green Color = 2\n', '	Green Color = 2\n	Black Color = 3\n']] }, finds: 'enum-value' },
    { name: 'both add constants of different values', ours: { 'auth/auth.go': [['	Red   Color = 1\n', '	Blue  Color = 3\n	Red   Color = 1\n']] }, theirs: { 'auth/auth.go': [['	Green Color = 2\n', '	Green Color = 2\n	Black Color = 4\n']] }, finds: null },
    { name: 'a parameter takes another type × called with a variable', ours: { 'auth/auth.go': [['FindUser(id string) User {\n	return User{ID: id, Name: id}', 'FindUser(id int) User {\n	return User{}']], 'app/app.go': [['FindUser("a")', 'FindUser(1)']] }, theirs: end('\nfunc Show(name string) {\n	log.Write(auth.FindUser(name).Name)\n}\n'), finds: 'parameter-type' },
    { name: 'a parameter takes another size × called with a number', ours: { 'auth/auth.go': [['Renew(minutes int)', 'Renew(minutes int64)']] }, theirs: fresh('func Keep(session *auth.Session) {\n	session.Renew(5)\n}\n'), finds: null },
    { name: 'a parameter takes anything × called', ours: { 'auth/auth.go': [['FindUser(id string)', 'FindUser(id any)']] }, theirs: end('\nfunc Show(name string) {\n	log.Write(auth.FindUser(name).Name)\n}\n'), finds: null },
    { name: 'a result becomes a pointer × used', ours: { 'auth/auth.go': [['FindUser(id string) User {\n	return User{', 'FindUser(id string) *User {\n	return &User{']] }, theirs: end('\nvar first auth.User = auth.FindUser("x")\n'), finds: 'result' },
    { name: 'a result becomes another × dropped', ours: { 'auth/auth.go': [['FindUser(id string) User {\n	return User{', 'FindUser(id string) *User {\n	return &User{']] }, theirs: end('\nfunc Warm() {\n	auth.FindUser("x")\n}\n'), finds: null },
    { name: 'a function of a test added in both', ours: { 'auth/one_test.go': 'package auth\n\nfunc TestOne(t *testing.T) {\n}\n' }, theirs: { 'auth/two_test.go': 'package auth\n\nfunc TestOne(t *testing.T) {\n	t.Skip()\n}\n' }, finds: 'duplicate' },
  ],
};
