interface I {
  a: string;
}
