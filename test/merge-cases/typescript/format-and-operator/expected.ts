if (a>=b) {
  go();
}
