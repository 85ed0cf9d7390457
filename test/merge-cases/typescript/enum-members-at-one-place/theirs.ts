enum E {
  A,
  C,
}
