function f(a: number, b: number) {
  return a + b;
}
<<<<<<< ours
f(1, 2);
||||||| base
f(1);
=======
f(1);
f(3);
>>>>>>> theirs
