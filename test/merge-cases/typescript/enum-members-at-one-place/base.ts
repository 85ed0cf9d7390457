enum E {
  A,
}
