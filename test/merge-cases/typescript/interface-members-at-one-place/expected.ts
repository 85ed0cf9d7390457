interface I {
  a: string;
  b: string;
  c: number;
}
