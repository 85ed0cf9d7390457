function f(a: number, b: number) {
  return a + b;
}
f(1, 2);
