interface I {
  a: string;
  b: string;
}
