function f(a: number) {
  return a;
}
f(1);
