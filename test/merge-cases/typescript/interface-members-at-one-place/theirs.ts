interface I {
  a: string;
  c: number;
}
